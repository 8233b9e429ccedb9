import type { Day } from './day';
import { sumOf, type Sum } from './sum';

/** In minor units. */
export interface Amount {
  amount: Sum;
  currency: string;
}

export interface ProductSales {
  day: Day;
  productId: string;
  /** As the product was called in the last of these sales. */
  name: string;
  quantity: Sum;
  revenue: Amount;
}

export interface SalesReport {
  rows: ProductSales[];
  totals: Amount[];
}

/** What the database says of a product's sales on a day. */
export interface SummedSales extends Omit<ProductSales, 'revenue'>, Amount {}

export function salesReport(sums: SummedSales[]): SalesReport {
  const rows = sums.map(({ amount, currency, ...sold }) => ({ ...sold, revenue: { amount, currency } }));
  return { rows, totals: totalsOf(rows) };
}

/** One for each currency, in their order. */
function totalsOf(rows: ProductSales[]): Amount[] {
  const amounts = new Map<string, Sum[]>();
  for (const { revenue } of rows) {
    const known = amounts.get(revenue.currency);
    if (known) known.push(revenue.amount);
    else amounts.set(revenue.currency, [revenue.amount]);
  }
  return [...amounts.keys()]
    .sort()
    .map((currency) => ({ amount: sumOf(amounts.get(currency) ?? []), currency }));
}
