import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { createTransport, type Transporter } from 'nodemailer';
import { mailOf } from './mail-of';
import { Postman, type Parcel, type Receipt } from './postman';
import { receiptFor, type SmtpError } from './smtp-receipt';

/** All of them together stay below the lease of a notification that is being sent. */
const LIMITS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 10_000,
};

/** Hands mails to a mail server, each over a connection of its own. */
export class SmtpPostman extends Postman {
  readonly kind = 'smtp';
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly url: string,
    private readonly from: string,
  ) {
    super();
  }

  async deliver(parcel: Parcel): Promise<Receipt> {
    let handedOver = false;
    const transporter = createTransport({ url: this.url, ...LIMITS });
    noticeContentLeaving(transporter, () => (handedOver = true));
    try {
      await transporter.sendMail(mailOf(parcel, this.from));
      this.logger.log(`"${parcel.subject}" to ${parcel.recipient} was taken by the mail server.`);
      return { outcome: 'delivered' };
    } catch (error) {
      return receiptFor(error as SmtpError, handedOver);
    } finally {
      transporter.close();
    }
  }
}

/** The transport opens the content early but reads it only when the server has asked for it (354). */
function noticeContentLeaving(transporter: Transporter, notice: () => void): void {
  transporter.use('stream', ({ message }, done) => {
    const content = message.createReadStream.bind(message);
    message.createReadStream = () => Readable.from(noticed(content, notice), { objectMode: false }) as never;
    done();
  });
}

async function* noticed(content: () => AsyncIterable<Buffer>, notice: () => void): AsyncGenerator<Buffer> {
  notice();
  yield* content();
}
