import { exact } from './exact';
import type { Day } from './day';

/** In minor units. */
export interface Amount {
  amount: number;
  currency: string;
}

export interface ProductSales {
  day: Day;
  productId: string;
  /** As the product was called in the last of these sales. */
  name: string;
  quantity: number;
  revenue: Amount;
}

export interface SalesReport {
  rows: ProductSales[];
  totals: Amount[];
}

/** What the database says of a product's sales on a day: sums come as text, because they may be larger than a number. */
export interface SummedSales {
  day: Day;
  productId: string;
  name: string;
  quantity: string;
  amount: string;
  currency: string;
}

/** @throws RangeError when a sum is too large to be exact. */
export function salesReport(sums: SummedSales[]): SalesReport {
  const rows = sums.map(({ day, productId, name, quantity, amount, currency }) => ({
    day,
    productId,
    name,
    quantity: exact(quantity),
    revenue: { amount: exact(amount), currency },
  }));
  const totals = new Map<string, bigint>();
  for (const { amount, currency } of sums)
    totals.set(currency, (totals.get(currency) ?? 0n) + BigInt(amount));
  return {
    rows,
    totals: [...totals]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([currency, sum]) => ({ amount: exact(String(sum)), currency })),
  };
}
