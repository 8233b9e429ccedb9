import type { StockRunningLow } from '@warren/contracts';
import type { Message } from '../domain/notification';
import { oneLine } from '../domain/one-line';
import { note } from './letter';

/** @param product absent when the catalog has not told of it: the warehouse hears of it all the same, by its id. */
export function stockRunningLowMail(
  { productId, available, reorderThreshold }: StockRunningLow,
  product?: { name: string; sku: string },
): Message {
  const called = product ? `${oneLine(product.name)} (${oneLine(product.sku)})` : `Product ${productId}`;
  return note(
    `Running low: ${called}`,
    `${called} is running low: ${available} available, to be reordered at ${reorderThreshold}.`,
    `Product id: ${productId}`,
  );
}
