/** An exact amount, in the smallest unit of its currency: 1999 EUR are 19.99 €, 1999 JPY are 1999 ¥. */
export interface Price {
  readonly amount: number;
  /** ISO 4217, in capitals. */
  readonly currency: string;
}
