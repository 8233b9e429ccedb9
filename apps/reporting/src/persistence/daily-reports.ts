import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { addDays, type Day } from '../domain/day';
import { DailyReportFailed } from '../domain/daily-report-failure';
import {
  DailyReportNotFound,
  type DailyContent,
  type DailyReport,
  type DailyReportSummary,
} from '../domain/daily-report';
import { DailyReportFailures } from './daily-report-failures';

type Row = Pick<DailyReport, 'day' | 'revision' | 'asOf'> & { content: DailyContent };

const HEAD = `to_char(day, 'YYYY-MM-DD') as day, revision, as_of as "asOf"`;

/** The reports that were made, every revision of them. */
@Injectable()
export class DailyReports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly failures: DailyReportFailures,
  ) {}

  /**
   * Until the unit of work ends, nobody else makes reports, in no replica. A replica that hangs with the lock does not hang the
   * others: after five seconds they give up until their next turn.
   *
   * @throws QueryFailedError (55P03, lock not available) then
   */
  async lock(): Promise<void> {
    await this.unitOfWork.manager.query(`set local lock_timeout = '5s'`);
    await this.unitOfWork.manager.query(`select pg_advisory_xact_lock(hashtextextended('daily_reports', 0))`);
  }

  /** The day after the last one that has a report or has failed; the first of orders; undefined when nothing was ever ordered. */
  async nextDay(timeZone: string): Promise<Day | undefined> {
    const [row] = await this.unitOfWork.manager.query<{ last: Day | null; first: Day | null }[]>(
      `select to_char(greatest((select max(day) from daily_reports),
                               (select max(day) from daily_report_failures)), 'YYYY-MM-DD') as last,
              (select to_char(min(placed_at) at time zone $1::text, 'YYYY-MM-DD') from order_facts) as first`,
      [timeZone],
    );
    return row?.last ? addDays(row.last, 1) : (row?.first ?? undefined);
  }

  /** The days from this one on that have a report, in order. */
  async daysSince(first: Day): Promise<Day[]> {
    const rows = await this.unitOfWork.manager.query<{ day: Day }[]>(
      `select distinct to_char(day, 'YYYY-MM-DD') as day from daily_reports where day >= $1 order by 1`,
      [first],
    );
    return rows.map(({ day }) => day);
  }

  /** @returns the new revision; undefined when the latest one says the same already. */
  async addUnlessSame(day: Day, asOf: Date, content: DailyContent): Promise<number | undefined> {
    const [row] = await this.unitOfWork.manager.query<{ revision: number }[]>(
      `with latest as (select revision, content from daily_reports where day = $1 order by revision desc limit 1)
       insert into daily_reports (day, revision, as_of, content)
       select $1, coalesce((select revision from latest), 0) + 1, $2, $3::jsonb
        where not exists (select from latest where content = $3::jsonb)
       returning revision`,
      [day, asOf, JSON.stringify(content)],
    );
    return row?.revision;
  }

  /**
   * @param revision default: the latest one
   * @throws DailyReportFailed when there is none because it could not be made
   * @throws DailyReportNotFound when there is none for any other reason
   */
  async get(day: Day, revision?: number): Promise<DailyReport> {
    const [row] = await this.unitOfWork.manager.query<Row[]>(
      `select ${HEAD}, content from daily_reports where day = $1 and ($2::int is null or revision = $2)
        order by revision desc limit 1`,
      [day, revision ?? null],
    );
    if (row) return reportOf(row);
    const failure = revision === undefined ? await this.failures.of(day) : undefined;
    throw failure ? new DailyReportFailed(failure) : new DailyReportNotFound(day, revision);
  }

  /** The latest revision of each day, the latest day first. */
  page(limit: number, offset: number): Promise<DailyReportSummary[]> {
    return this.unitOfWork.manager.query<DailyReportSummary[]>(
      `select distinct on (daily_reports.day) ${HEAD},
              content #> '{sales,totals}' as sales, content #> '{orders,totals}' as orders
         from daily_reports order by daily_reports.day desc, revision desc limit $1 offset $2`,
      [limit, offset],
    );
  }
}

function reportOf({ content, ...report }: Row): DailyReport {
  return { ...report, ...content };
}
