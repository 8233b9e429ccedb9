import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ExpireReservationsHandler } from './expire-reservations.handler';

const EVERY_MS = 5_000;

/** Looks for expired reservations every few seconds, in every replica: they skip what another one has in hand. */
@Injectable()
export class ExpireReservationsSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ExpireReservationsSchedule.name);
  private timer?: NodeJS.Timeout;
  private stopping = false;
  private round: Promise<void> = Promise.resolve();

  constructor(private readonly handler: ExpireReservationsHandler) {}

  onApplicationBootstrap(): void {
    this.sleep();
  }

  /** Waits for the batch in hand, so that the database is not closed under it. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.round;
  }

  /** A round begins when the one before has ended, however long that took. */
  private sleep(): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.expireOrTell().finally(() => this.sleep());
    }, EVERY_MS);
    this.timer.unref();
  }

  private async expireOrTell(): Promise<void> {
    try {
      while (!this.stopping && (await this.handler.execute(new Date()))) continue;
    } catch (error) {
      this.logger.warn(
        `Expired reservations could not be released; they stay reserved until the next try, in ${EVERY_MS / 1_000} s. ${String(error)}`,
      );
    }
  }
}
