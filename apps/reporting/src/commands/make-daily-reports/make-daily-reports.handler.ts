import { Injectable } from '@nestjs/common';
import { addDays, lastDayDue, type Day } from '../../domain/day';
import { DailyReportFailures } from '../../persistence/daily-report-failures';
import { DailyReports } from '../../persistence/daily-reports';
import { ReportingConfig } from '../../reporting.config';
import { MakeDailyReport, type Attempt } from './make-daily-report';

@Injectable()
export class MakeDailyReportsHandler {
  constructor(
    private readonly makeReport: MakeDailyReport,
    private readonly dailyReports: DailyReports,
    private readonly failures: DailyReportFailures,
    private readonly config: ReportingConfig,
  ) {}

  /**
   * Makes the reports that are due and missing, the oldest first, and tries those again that have failed. When a day was new,
   * the reports of the days before are compared with the facts, and revised where events have come since. Any number of
   * replicas may do so at once.
   *
   * @param stopped asked between two reports: what is left then is made the next time.
   * @returns the days of which it made a first report.
   */
  async execute(now: Date, stopped: () => boolean = () => false): Promise<Day[]> {
    const fresh = await this.makeMissing(now, stopped);
    const repeated = await this.tryAgain(now, stopped);
    if (fresh[0]) await this.reviseBefore(fresh[0].day, now, stopped);
    return [...fresh, ...repeated].filter(({ revision }) => revision === 1).map(({ day }) => day);
  }

  private async makeMissing(now: Date, stopped: () => boolean): Promise<Attempt[]> {
    const lastDay = lastDayDue(now, this.config.DAILY_REPORT_AT, this.config.REPORTS_TIME_ZONE);
    const tried: Attempt[] = [];
    while (!stopped()) {
      const attempt = await this.makeReport.next(lastDay, now);
      if (!attempt) break;
      tried.push(attempt);
    }
    return tried;
  }

  private async tryAgain(now: Date, stopped: () => boolean): Promise<Attempt[]> {
    const tried: Attempt[] = [];
    for (const { day } of await this.failures.due(now)) {
      if (stopped()) break;
      const attempt = await this.makeReport.again(day, now);
      if (attempt) tried.push(attempt);
    }
    return tried;
  }

  private async reviseBefore(end: Day, now: Date, stopped: () => boolean): Promise<void> {
    const days = await this.dailyReports.daysSince(addDays(end, -this.config.DAILY_REPORT_REVISED_FOR_DAYS));
    for (const day of days.filter((each) => each < end)) {
      if (stopped()) return;
      await this.makeReport.revise(day, now);
    }
  }
}
