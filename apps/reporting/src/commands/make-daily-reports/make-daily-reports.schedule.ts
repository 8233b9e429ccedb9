import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { MakeDailyReportsHandler } from './make-daily-reports.handler';

/**
 * Looks every minute whether a report is due and missing. So the same rule makes the report of yesterday, those of the days
 * on which nobody ran, and one that failed because the database was away.
 */
@Injectable()
export class MakeDailyReportsSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(MakeDailyReportsSchedule.name);
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly handler: MakeDailyReportsHandler) {}

  onApplicationBootstrap(): void {
    void this.makeDue();
  }

  @Cron(CronExpression.EVERY_MINUTE, {
    name: 'daily-reports',
    timeZone: 'UTC',
    waitForCompletion: true,
    threshold: 30_000,
  })
  makeDue(): Promise<void> {
    this.running = this.running.then(() => this.makeOrTell());
    return this.running;
  }

  /** The database is closed after this. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async makeOrTell(): Promise<void> {
    if (this.stopped) return;
    try {
      await this.handler.execute(new Date(), () => this.stopped);
    } catch (error) {
      this.logger.error(`Daily reports could not be made; the next try is in a minute. ${String(error)}`);
    }
  }
}
