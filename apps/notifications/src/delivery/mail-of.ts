import type { SendMailOptions } from 'nodemailer';
import type { Parcel } from './postman';

const SHOP = 'Warren';

/**
 * A parcel as nodemailer takes it. Names and addresses go in separately: as one text, a comma in a name would make two
 * recipients of it. Nothing in it comes from a file or a URL.
 */
export function mailOf(parcel: Parcel, from: string): SendMailOptions {
  return {
    messageId: `<${parcel.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    date: parcel.createdAt,
    from: { name: SHOP, address: from },
    to: [{ name: parcel.recipientName, address: parcel.recipient }],
    subject: parcel.subject,
    text: parcel.text,
    // Written by a machine: out-of-office replies have nobody to go to (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
