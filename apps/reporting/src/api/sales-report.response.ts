export class MoneyResponse {
  /**
   * In the smallest unit of the currency: 1999 is 19.99 EUR, or 1999 JPY.
   * @example 5997
   */
  readonly amount!: number;

  /** @example "EUR" */
  readonly currency!: string;
}

export class ProductSalesResponse {
  /**
   * On which the orders were confirmed, UTC.
   * @example "2025-03-01"
   */
  readonly day!: string;

  /** @example "0190c5d2-1111-7abc-8def-1a2b3c4d0003" */
  readonly productId!: string;

  /**
   * As the product was called in the last of these sales.
   * @example "Fountain pen, blue"
   */
  readonly name!: string;

  /** @example 3 */
  readonly quantity!: number;

  readonly revenue!: MoneyResponse;
}

export class SalesReportResponse {
  /** One for each day, product and currency with sales. */
  readonly rows!: ProductSalesResponse[];

  /** One for each currency. */
  readonly totals!: MoneyResponse[];
}
