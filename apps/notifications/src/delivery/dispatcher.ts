import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { NotificationsConfig } from '../notifications.config';
import { SendingQueue } from '../persistence/sending-queue';
import { Sending } from './sending';
import { Postman } from './postman';

/** Few: a mail server that is slow, or away, must not cost the handlers their database connections. */
const AT_ONCE = 4;

/** What died while a mail server had it. */
const LEFT_BEHIND =
  'Its process ended, or lost the database, while a mail server was taking it: it may have arrived. It is not sent again by ' +
  'itself; ask the recipient or the mail server, then POST /notifications/:id/resend.';

/**
 * Sends what is stored and due, in every replica. It is woken after a commit and looks by itself now and then; handlers never
 * wait for it, so an outage of the mail server holds up nothing but mails.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Dispatcher.name);
  private readonly underway = new Set<Promise<void>>();
  private timer?: NodeJS.Timeout;
  private looking?: Promise<void>;
  private wanted = false;
  private stopping = false;

  constructor(
    private readonly queue: SendingQueue,
    private readonly sending: Sending,
    private readonly postman: Postman,
    private readonly config: NotificationsConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), this.config.MAIL_LOOK_EVERY_MS);
    this.wake();
  }

  /** There may be something to send. */
  wake(): void {
    if (this.stopping) return;
    this.wanted = true;
    this.looking ??= this.look();
  }

  /** Takes nothing more, and finishes what it has: a mail server that answers late is waited for by its time limits. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.looking;
    await Promise.all(this.underway);
  }

  private async look(): Promise<void> {
    try {
      await this.tellOfLapsed();
      while (this.wanted && !this.stopping) {
        this.wanted = false;
        await this.fillUp();
      }
    } catch (error) {
      this.logger.warn(
        `Notifications could not be looked for; the next look comes by itself. ${String(error)}`,
      );
    } finally {
      this.looking = undefined;
    }
  }

  /** Looks again as soon as a place is free, for as long as every place could be filled. */
  private async fillUp(): Promise<void> {
    const room = AT_ONCE - this.underway.size;
    if (room === 0) return;
    for (const claimed of await this.queue.claim(room, this.postman.kind)) {
      const sending = this.sending.send(claimed).finally(() => {
        this.underway.delete(sending);
        this.wake();
      });
      this.underway.add(sending);
    }
  }

  private async tellOfLapsed(): Promise<void> {
    for (const id of await this.queue.takeUpLapsed(LEFT_BEHIND)) {
      this.logger.error(`Nobody knows whether notification ${id} was sent. ${LEFT_BEHIND}`);
    }
  }
}
