import type { OrderLine } from '../domain/order-line';
import type { MoneyResponse, OrderLineResponse } from './order.response';

/** jsonb keeps fields in an order of its own; people get them in ours. */
export function showLine({ productId, name, quantity, unitPrice }: OrderLine): OrderLineResponse {
  return { productId, name, quantity, unitPrice: showMoney(unitPrice) };
}

export function showMoney({ amount, currency }: MoneyResponse): MoneyResponse {
  return { amount, currency };
}
