import { ConversionResponse, OrdersReportResponse } from '../../api/orders-report.response';
import { SumOfMoneyResponse, SalesReportResponse } from '../../api/sales-report.response';

export class DailyReportResponse {
  /** @example "2025-03-01" */
  readonly day!: string;

  /** 1 for the first report of the day; one more whenever the facts had changed when they were looked at again. */
  readonly revision!: number;

  /**
   * It says what was known at this time.
   * @example "2025-03-02T00:10:00.120Z"
   */
  readonly asOf!: string;

  /**
   * Of the day: when it began and ended.
   * @example "Europe/Berlin"
   */
  readonly timeZone!: string;

  /** Of the orders confirmed on the day. */
  readonly sales!: SalesReportResponse;

  /** Of the orders placed on the day. */
  readonly orders!: OrdersReportResponse;
}

export class DailyReportSummary {
  /** @example "2025-03-01" */
  readonly day!: string;

  readonly revision!: number;

  /** @example "2025-03-02T00:10:00.120Z" */
  readonly asOf!: string;

  /** One for each currency. */
  readonly sales!: SumOfMoneyResponse[];

  readonly orders!: ConversionResponse;
}

export class DailyReportFailureResponse {
  /** @example "2025-03-01" */
  readonly day!: string;

  /**
   * When it failed first.
   * @example "2025-03-02T00:10:00.120Z"
   */
  readonly since!: string;

  readonly tries!: number;

  /** @example "2025-03-02T00:10:00.120Z" */
  readonly triedAt!: string;

  /** @example "2025-03-02T00:11:00.120Z" */
  readonly retryAt!: string;
}

export class ListDailyReportsResponse {
  /** The latest revision of each day, the latest day first. */
  readonly reports!: DailyReportSummary[];

  /** Days whose report is due and could not be made or looked at again; the log says why. The latest day first, 31 at most. */
  readonly failures!: DailyReportFailureResponse[];

  /** @example 1 */
  readonly page!: number;

  /** @example 31 */
  readonly pageSize!: number;

  /** Whether there is another page. */
  readonly hasMore!: boolean;
}
