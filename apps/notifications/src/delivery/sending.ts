import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { NotificationsConfig } from '../notifications.config';
import { SendingQueue, type Claimed } from '../persistence/sending-queue';
import { Postman, type Receipt } from './postman';
import { retryWaitMs } from './retry-wait';

/** The database may be away for a moment just then. */
const MARK_TRIES = 5;

/** One notification: delivered, and its outcome written down and told. */
@Injectable()
export class Sending {
  private readonly logger = new Logger(Sending.name);

  constructor(
    private readonly queue: SendingQueue,
    private readonly postman: Postman,
    private readonly config: NotificationsConfig,
  ) {}

  /** Never throws: what cannot be written down is taken up when its lease has lapsed. */
  async send(claimed: Claimed): Promise<void> {
    const receipt = await this.deliver(claimed);
    this.tell(claimed, receipt);
    try {
      await this.mark(claimed, receipt);
    } catch (error) {
      this.logger.error(
        `What became of notification ${claimed.id} (${receipt.outcome}) could not be written down; it is taken up when its ` +
          `lease has lapsed. ${String(error)}`,
      );
    }
  }

  /** An error that no receipt foresees says nothing of how far the mail got. */
  private async deliver(claimed: Claimed): Promise<Receipt> {
    try {
      return await this.postman.deliver(claimed);
    } catch (error) {
      const outcome = this.postman.kind === 'folder' ? 'later' : 'unknown';
      return { outcome, problem: `Its sending broke off unexpectedly: ${String(error)}` };
    }
  }

  private async mark(claimed: Claimed, receipt: Receipt): Promise<void> {
    const retryInMs = retryWaitMs(claimed.attempts, this.config.MAIL_RETRY_AFTER_MS);
    for (let tries = 1; ; tries++) {
      try {
        await this.queue.mark(claimed, receipt, retryInMs);
        return;
      } catch (error) {
        if (tries === MARK_TRIES) throw error;
        await pause(500 * tries);
      }
    }
  }

  private tell({ id, attempts }: Claimed, receipt: Receipt): void {
    if (receipt.outcome === 'delivered') return;
    const subject = `Notification ${id}`;
    if (receipt.outcome === 'later') {
      this.logger.warn(
        `${subject} was not delivered at try ${attempts} and is tried again: ${receipt.problem}`,
      );
    } else if (receipt.outcome === 'refused') {
      this.logger.error(`${subject} was refused for good: ${receipt.problem}`);
    } else {
      this.logger.error(
        `Nobody knows whether ${subject} was sent; it is not sent again by itself. ${receipt.problem} ` +
          `To send it again: POST /notifications/${id}/resend.`,
      );
    }
  }
}
