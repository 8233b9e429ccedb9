import { Injectable, Logger } from '@nestjs/common';
import { Transactional } from '@warren/eventing';
import { addDays, lastDayDue, type Day } from '../../domain/day';
import { DailyReports } from '../../persistence/daily-reports';
import { Reports } from '../../persistence/reports';
import { ReportingConfig } from '../../reporting.config';

/** A service that was down for longer makes the reports of its last year only; older ones can be asked for as sales. */
const CATCH_UP_DAYS = 366;

@Injectable()
export class MakeDailyReportsHandler {
  private readonly logger = new Logger(MakeDailyReportsHandler.name);

  constructor(
    private readonly dailyReports: DailyReports,
    private readonly reports: Reports,
    private readonly config: ReportingConfig,
  ) {}

  /**
   * Makes the reports that are due and missing, the oldest first. When there were any, those of the days before are
   * compared with the facts, and revised where events have come since. Any number of replicas may do so at once.
   *
   * @param stopped asked between two reports: what is left then is made the next time.
   * @returns the days of which it made a first report.
   */
  async execute(now: Date, stopped: () => boolean = () => false): Promise<Day[]> {
    const lastDay = lastDayDue(now, this.config.DAILY_REPORT_AT);
    const made: Day[] = [];
    while (!stopped()) {
      const day = await this.makeNext(lastDay);
      if (!day) break;
      made.push(day);
    }
    if (made.length > 0) await this.reviseBefore(made[0] as Day, stopped);
    return made;
  }

  @Transactional()
  async makeNext(lastDay: Day): Promise<Day | undefined> {
    await this.dailyReports.lock();
    const next = await this.dailyReports.nextDay();
    const oldest = addDays(lastDay, 1 - CATCH_UP_DAYS);
    const day = next && next < oldest ? oldest : next;
    if (!day || day > lastDay) return undefined;
    await this.write(day);
    return day;
  }

  @Transactional()
  async revise(day: Day): Promise<void> {
    await this.dailyReports.lock();
    await this.write(day);
  }

  /** One day that cannot be computed is told, and keeps no other from being right. */
  private async reviseBefore(end: Day, stopped: () => boolean): Promise<void> {
    const days = await this.dailyReports.daysSince(addDays(end, -this.config.DAILY_REPORT_REVISED_FOR_DAYS));
    for (const day of days.filter((each) => each < end)) {
      if (stopped()) return;
      try {
        await this.revise(day);
      } catch (error) {
        this.logger.error(`The report of ${day} could not be compared with the facts: ${String(error)}`);
      }
    }
  }

  private async write(day: Day): Promise<void> {
    const { asOf, ...content } = await this.reports.ofDay(day);
    const revision = await this.dailyReports.addUnlessSame(day, asOf, content);
    if (revision !== undefined) this.logger.log(`Made revision ${revision} of the report of ${day}.`);
  }
}
