import type { Customer } from '../domain/customers';
import type { Order } from '../domain/order';
import { showLine, showMoney } from './show-line';
import type { OrderResponse } from './order.response';

/**
 * An order as it was when it was placed: what `POST` answers, the first time and every time it is repeated, and what can be
 * read until the read model has heard of the order. Never more than that: what is told of an order must not run ahead of the
 * read model, or a client would see the order go back.
 */
export function describePlacedOrder(order: Order, customer: Customer | undefined): OrderResponse {
  const { id, userId, lines, total, placedAt } = order.snapshot();
  return {
    id,
    status: 'pending',
    customer: { id: userId, name: customer?.name ?? null },
    lines: lines.map(showLine),
    total: showMoney(total),
    history: [{ status: 'pending', at: placedAt.toISOString() }],
  };
}
