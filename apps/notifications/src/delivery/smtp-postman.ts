import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import { createTransport, type SendMailOptions, type Transporter } from 'nodemailer';
import { mailOf } from './mail-of';
import { Postman, type Parcel, type Receipt } from './postman';
import { receiptFor, type SmtpError } from './smtp-receipt';
import { SEND_WITHIN_MS } from './time-limits';

/** For a server that says nothing. One that says a little now and then is cut off by {@link SEND_WITHIN_MS}. */
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
    private readonly withinMs: number = SEND_WITHIN_MS,
  ) {
    super();
  }

  async deliver(parcel: Parcel): Promise<Receipt> {
    let handedOver = false;
    const transporter = createTransport({ url: this.url, ...LIMITS });
    noticeContentLeaving(transporter, () => (handedOver = true));
    const signal = AbortSignal.timeout(this.withinMs);
    try {
      await transporter.sendMail(withSignal(mailOf(parcel, this.from), signal));
      this.logger.log(`"${parcel.subject}" to ${parcel.recipient} was taken by the mail server.`);
      return { outcome: 'delivered' };
    } catch (error) {
      return receiptFor(signal.aborted ? this.tooLate() : (error as SmtpError), handedOver);
    } finally {
      transporter.close();
    }
  }

  private tooLate(): SmtpError {
    return { message: `The mail server had not taken it within ${this.withinMs / 1_000} s.` };
  }
}

/** nodemailer breaks off, and lets go of the connection, when it is aborted; its types do not know of it yet. */
function withSignal(mail: SendMailOptions, signal: AbortSignal): SendMailOptions {
  return Object.assign(mail, { signal });
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
