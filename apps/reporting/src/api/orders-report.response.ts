export class ConversionResponse {
  readonly placed!: number;
  readonly confirmed!: number;
  readonly rejected!: number;
  readonly cancelled!: number;

  /** Neither of these yet. */
  readonly open!: number;

  /**
   * Confirmed of placed, to four places; null when none was placed.
   * @example 0.9231
   */
  readonly conversionRate!: number | null;
}

export class DayConversionResponse extends ConversionResponse {
  /**
   * On which the orders were placed, in the time zone of the reports.
   * @example "2025-03-01"
   */
  readonly day!: string;
}

export class CancellationsResponse {
  /** @example "payment-failed" */
  readonly cause!: string;
  readonly count!: number;
}

export class RejectionReasonResponse {
  /**
   * Without its ids and numbers.
   * @example "Too little stock: … of … were ordered and … are available"
   */
  readonly reason!: string;
  readonly count!: number;
}

export class RejectionsResponse {
  /** The twenty most frequent. */
  readonly reasons!: RejectionReasonResponse[];

  /** Rejections for other reasons. */
  readonly others!: number;
}

export class OrdersReportResponse {
  /** Days on which orders were placed. */
  readonly days!: DayConversionResponse[];
  readonly totals!: ConversionResponse;
  readonly cancellations!: CancellationsResponse[];
  readonly rejections!: RejectionsResponse;
}
