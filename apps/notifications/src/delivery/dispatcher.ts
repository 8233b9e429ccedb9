import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Places, WorkLoop } from '@warren/platform';
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
  private readonly places = new Places(AT_ONCE);
  private readonly loop: WorkLoop;

  constructor(
    private readonly queue: SendingQueue,
    private readonly sending: Sending,
    private readonly postman: Postman,
    config: NotificationsConfig,
  ) {
    this.loop = new WorkLoop({
      name: 'Notifications',
      everyMs: config.MAIL_LOOK_EVERY_MS,
      begin: () => this.tellOfLapsed(),
      look: () => this.fillUp(),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  /** There may be something to send. */
  wake(): void {
    this.loop.wake();
  }

  /** Takes nothing more, and finishes what it has: a mail server that answers late is waited for by its time limits. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.places.untilEmpty();
  }

  /** Looks again as soon as a place is free, for as long as every place could be filled. */
  private async fillUp(): Promise<void> {
    if (this.places.free === 0) return;
    for (const claimed of await this.queue.claim(this.places.free, this.postman.kind)) {
      this.places.take(this.sending.send(claimed), () => this.wake());
    }
  }

  private async tellOfLapsed(): Promise<void> {
    for (const id of await this.queue.takeUpLapsed(LEFT_BEHIND)) {
      this.logger.error(`Nobody knows whether notification ${id} was sent. ${LEFT_BEHIND}`);
    }
  }
}
