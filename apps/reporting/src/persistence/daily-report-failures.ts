import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { pauseAfter, type DailyReportFailure } from '../domain/daily-report-failure';
import type { Day } from '../domain/day';

const COLUMNS = `to_char(day, 'YYYY-MM-DD') as day, since, tries, tried_at as "triedAt", retry_at as "retryAt"`;

/** The days whose report could not be made: so that they keep no other from being made, and are not forgotten either. */
@Injectable()
export class DailyReportFailures {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(day: Day, now: Date, error: unknown): Promise<DailyReportFailure> {
    const { manager } = this.unitOfWork;
    const tries = ((await this.of(day))?.tries ?? 0) + 1;
    const [failure] = await manager.query<[DailyReportFailure]>(
      `insert into daily_report_failures (day, since, tries, tried_at, retry_at, error) values ($1, $2, $3, $2, $4, $5)
           on conflict (day) do update set tries = $3, tried_at = $2, retry_at = $4, error = $5
       returning ${COLUMNS}`,
      [day, now, tries, new Date(now.getTime() + pauseAfter(tries)), String(error)],
    );
    return failure;
  }

  /** Its report has been made. */
  async remove(day: Day): Promise<void> {
    await this.unitOfWork.manager.query('delete from daily_report_failures where day = $1', [day]);
  }

  async of(day: Day): Promise<DailyReportFailure | undefined> {
    return (await this.where('day = $1', [day]))[0];
  }

  /** Those to be tried again now. */
  due(now: Date): Promise<DailyReportFailure[]> {
    return this.where('retry_at <= $1', [now]);
  }

  /** The latest days first. */
  latest(limit: number): Promise<DailyReportFailure[]> {
    return this.where('true order by day desc limit $1', [limit]);
  }

  private where(condition: string, parameters: unknown[]): Promise<DailyReportFailure[]> {
    return this.unitOfWork.manager.query<DailyReportFailure[]>(
      `select ${COLUMNS} from daily_report_failures where ${condition}`,
      parameters,
    );
  }
}
