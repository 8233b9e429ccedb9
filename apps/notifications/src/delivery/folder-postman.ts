import { resolve } from 'node:path';
import { Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { mailOf } from './mail-of';
import { Maildir } from './maildir';
import { Postman, type Parcel, type Receipt } from './postman';

/** For development, and where another program sends what is in the folder: the same mails, as files. */
export class FolderPostman extends Postman {
  readonly kind = 'folder';
  private readonly logger = new Logger('Mail');
  private readonly composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  private readonly maildir: Maildir;
  private readonly folder: string;

  constructor(
    folder: string,
    private readonly from: string,
  ) {
    super();
    this.folder = resolve(folder);
    this.maildir = new Maildir(this.folder);
  }

  async deliver(parcel: Parcel): Promise<Receipt> {
    try {
      const { message } = await this.composer.sendMail(mailOf(parcel, this.from));
      const name = nameOf(parcel);
      const isNew = await this.maildir.put(name, message as Buffer);
      this.logger.log(`Notification ${parcel.id} ${isNew ? 'is' : 'was already'} in ${this.folder}: ${name}`);
      return { outcome: 'delivered' };
    } catch (error) {
      return {
        outcome: 'later',
        problem: `It could not be put into ${this.folder}: ${(error as Error).message}`,
      };
    }
  }
}

/** Begins with the time, as readers of Maildirs sort by it; the rest makes it one of a kind. */
function nameOf({ id, createdAt }: Parcel): string {
  return `${Math.floor(createdAt.getTime() / 1_000)}.${id}.warren`;
}
