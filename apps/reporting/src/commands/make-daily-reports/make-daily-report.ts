import { Injectable, Logger } from '@nestjs/common';
import { isDatabaseAway, Transactional, UnitOfWork } from '@warren/eventing';
import { addDays, type Day } from '../../domain/day';
import { DailyReportFailures } from '../../persistence/daily-report-failures';
import { DailyReports } from '../../persistence/daily-reports';
import { Reports } from '../../persistence/reports';
import { ReportingConfig } from '../../reporting.config';

/** A service that was down for longer makes the reports of its last year only; older ones can be asked for as sales. */
const CATCH_UP_DAYS = 366;

/** A day that was tried: without a revision it failed, or its report says what is true already. */
export interface Attempt {
  day: Day;
  revision?: number;
}

/**
 * Makes the report of one day, in a transaction that no other replica's gets into. A day that cannot be computed is noted
 * with that, for the next to have their turn; only a database that is away stops them all.
 */
@Injectable()
export class MakeDailyReport {
  private readonly logger = new Logger(MakeDailyReport.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly dailyReports: DailyReports,
    private readonly failures: DailyReportFailures,
    private readonly reports: Reports,
    private readonly config: ReportingConfig,
  ) {}

  /** @returns the first day up to this one that nobody has tried yet; undefined when there is none. */
  @Transactional()
  async next(lastDay: Day, now: Date): Promise<Attempt | undefined> {
    await this.dailyReports.lock();
    const next = await this.dailyReports.nextDay(this.config.REPORTS_TIME_ZONE);
    const oldest = addDays(lastDay, 1 - CATCH_UP_DAYS);
    const day = next && next < oldest ? oldest : next;
    return day && day <= lastDay ? this.attempt(day, now) : undefined;
  }

  /** @returns the day that has failed before, if nobody else has tried it again meanwhile. */
  @Transactional()
  async again(day: Day, now: Date): Promise<Attempt | undefined> {
    await this.dailyReports.lock();
    const failure = await this.failures.of(day);
    return failure && failure.retryAt <= now ? this.attempt(day, now) : undefined;
  }

  @Transactional()
  async revise(day: Day, now: Date): Promise<void> {
    await this.dailyReports.lock();
    await this.attempt(day, now);
  }

  private async attempt(day: Day, now: Date): Promise<Attempt> {
    try {
      const revision = await this.unitOfWork.run(() => this.write(day)); // a savepoint: the failure has to be noted
      await this.failures.remove(day);
      if (revision === undefined) return { day };
      this.logger.log(`Made revision ${revision} of the report of ${day}.`);
      return { day, revision };
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      const { tries, retryAt } = await this.failures.add(day, now, error);
      this.logger.error(
        `The report of ${day} could not be made (try ${tries}); the next try is at ${retryAt.toISOString()}, and other days go on. ${String(error)}`,
      );
      return { day };
    }
  }

  private async write(day: Day): Promise<number | undefined> {
    const { asOf, ...content } = await this.reports.ofDay(day);
    return this.dailyReports.addUnlessSame(day, asOf, content);
  }
}
