import type { Day } from './day';
import type { Conversion, OrdersReport } from './orders-report';
import type { Amount, SalesReport } from './sales-report';

/** What a report says of its day. */
export interface DailyContent {
  /** Of the day: when it began and ended. */
  timeZone: string;
  /** Of the orders confirmed on the day. */
  sales: SalesReport;
  /** Of the orders placed on the day. */
  orders: OrdersReport;
}

/** A report as it was made: with what was known at that time. */
export interface DailyReport extends DailyContent {
  day: Day;
  /** 1 for the first report of the day; one more whenever the facts had changed when they were looked at again. */
  revision: number;
  asOf: Date;
}

/** The same in a list: without what may be thousands of rows. */
export interface DailyReportSummary extends Pick<DailyReport, 'day' | 'revision' | 'asOf'> {
  sales: Amount[];
  orders: Conversion;
}

export class DailyReportNotFound extends Error {
  constructor(day: Day, revision?: number) {
    super(
      revision === undefined
        ? `There is no report of ${day}. A day's report is made on the day after it.`
        : `There is no revision ${revision} of the report of ${day}.`,
    );
  }
}
