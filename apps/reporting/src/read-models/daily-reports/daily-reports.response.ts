import { ConversionResponse, OrdersReportResponse } from '../../api/orders-report.response';
import { MoneyResponse, SalesReportResponse } from '../../api/sales-report.response';

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
  readonly sales!: MoneyResponse[];

  readonly orders!: ConversionResponse;
}

export class ListDailyReportsResponse {
  /** The latest revision of each day, the latest day first. */
  readonly reports!: DailyReportSummary[];

  /** @example 1 */
  readonly page!: number;

  /** @example 31 */
  readonly pageSize!: number;

  /** Whether there is another page. */
  readonly hasMore!: boolean;
}
