import { createTransport } from 'nodemailer';
import { oneLine } from '../domain/one-line';
import { mailOf } from './mail-of';

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

async function compose(more: { recipientName?: string; subject?: string; recipient?: string }): Promise<{
  envelope: { to: string[] };
  headers: string[];
}> {
  const parcel = {
    id: '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0006',
    recipient: 'ada@example.com',
    recipientName: 'Ada',
    subject: 'Hello',
    text: 'Bcc: all@example.com\n',
    createdAt: new Date('2025-03-01T10:15:00Z'),
    ...more,
  };
  const { message, envelope } = await composer.sendMail(mailOf(parcel, 'shop@warren.example'));
  const [head = ''] = (message as Buffer).toString().split('\n\n');
  return { envelope: envelope as { to: string[] }, headers: head.replace(/\n[ \t]+/g, ' ').split('\n') };
}

const namesOf = (headers: string[]) => headers.map((header) => header.split(':')[0]?.toLowerCase());

describe('mailOf', () => {
  it('is the same mail each time', async () => {
    const [first, second] = [await compose({}), await compose({})];
    expect(first).toEqual(second);
    expect(first.headers).toContain('Message-ID: <0190c5d2-7a10-7c3e-9f00-6d2b1f5a0006@warren.example>');
    expect(first.headers).toContain('To: Ada <ada@example.com>');
  });

  it.each([
    ['a name', { recipientName: 'Ada\r\nBcc: all@example.com' }],
    ['a name that was made one line', { recipientName: oneLine('Ada\nBcc: all@example.com') }],
    ['a subject', { subject: 'Hello\r\nBcc: all@example.com\r\n\r\nText' }],
    ['a name with commas and brackets', { recipientName: 'a@b.c, <all@example.com>, "x" <y@z.w>' }],
  ])('gets no further header and no further recipient by %s', async (_, more) => {
    const { envelope, headers } = await compose(more);
    expect(envelope.to).toEqual(['ada@example.com']);
    expect(namesOf(headers).sort()).toEqual(namesOf((await compose({})).headers).sort());
  });
});
