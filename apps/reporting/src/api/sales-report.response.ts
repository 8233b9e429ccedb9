import { ApiProperty } from '@nestjs/swagger';

const DIGITS = '^[0-9]+$';

export class SumOfMoneyResponse {
  /**
   * In the smallest unit of the currency, in decimal digits: "1999" is 19.99 EUR, or 1999 JPY. A text, for a sum may be larger than
   * what a number in JSON can be relied on to hold.
   * @example "5997"
   */
  @ApiProperty({ pattern: DIGITS })
  readonly amount!: string;

  /** @example "EUR" */
  readonly currency!: string;
}

export class ProductSalesResponse {
  /**
   * On which the orders were confirmed, in the time zone of the reports.
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

  /**
   * In decimal digits, as it is a sum.
   * @example "3"
   */
  @ApiProperty({ pattern: DIGITS })
  readonly quantity!: string;

  readonly revenue!: SumOfMoneyResponse;
}

export class SalesReportResponse {
  /** One for each day, product and currency with sales. */
  readonly rows!: ProductSalesResponse[];

  /** One for each currency. */
  readonly totals!: SumOfMoneyResponse[];
}
