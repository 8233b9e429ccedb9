import type { Customer } from '../domain/customers';
import type { Order } from '../domain/order';
import type { OrderResponse } from './order.response';

/** An order as the write model knows it: for the answer to a command, and until the read model has heard of it. */
export function describeOrder(order: Order, customer: Customer | undefined): OrderResponse {
  const { id, userId, status, lines, placedAt, decidedAt, reason } = order.snapshot();
  const placed = { status: 'pending' as const, at: placedAt.toISOString() };
  const decided = decidedAt ? [{ status, at: decidedAt.toISOString() }] : [];
  return {
    id,
    status,
    customer: { id: userId, name: customer?.name ?? null },
    lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
    history: [placed, ...decided],
    ...(reason !== null && { reason }),
  };
}
