import { Injectable, Logger } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { ReportingConfig } from '../../reporting.config';
import { LiveFeed } from './live-feed';

/** Keeps the feed as short as it is meant to be: a client that was away for longer has the reports to read. */
@Injectable()
export class ForgetLiveEntries {
  private readonly logger = new Logger(ForgetLiveEntries.name);

  constructor(
    private readonly feed: LiveFeed,
    private readonly config: ReportingConfig,
  ) {}

  @Cron(CronExpression.EVERY_MINUTE, {
    name: 'forget-live-entries',
    timeZone: 'UTC',
    waitForCompletion: true,
    threshold: 30_000,
  })
  async forget(): Promise<void> {
    try {
      await this.feed.forget(this.config.LIVE_HISTORY);
    } catch (error) {
      this.logger.warn(
        `Old live entries could not be deleted; the next try is in a minute. ${String(error)}`,
      );
    }
  }
}
