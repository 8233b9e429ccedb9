import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { describePlacedOrder } from '../../api/describe-placed-order';
import type { OrderResponse } from '../../api/order.response';
import { showLine, showMoney } from '../../api/show-line';
import { Customers } from '../../domain/customers';
import { OrderNotFound } from '../../domain/order.errors';
import { Orders } from '../../persistence/orders';
import type { OrderDetails } from './order-details.entity';

export const PAGE_SIZE = 20;

type Row = OrderDetails & { user_id: string; customer: string | null };

const SELECT = `
  select d.id, d.status, d.user_id, u.name as customer, d.lines, d.total, d.history, d.reason
    from order_details d left join known_users u on u.id = d.user_id`;

@Injectable()
export class OrderDetailsQuery {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly orders: Orders,
    private readonly customers: Customers,
  ) {}

  /** @throws OrderNotFound */
  async byId(orderId: string): Promise<OrderResponse> {
    const [row] = await this.rows(`${SELECT} where d.id = $1`, [orderId]);
    return row ? toResponse(row) : this.notYetProjected(orderId);
  }

  /** The newest first; ids of orders begin with their time. */
  async page(page: number, userId?: string): Promise<{ orders: OrderResponse[]; hasMore: boolean }> {
    const rows = await this.rows(
      `${SELECT} where $1::uuid is null or d.user_id = $1 order by d.id desc limit $2 offset $3`,
      [userId ?? null, PAGE_SIZE + 1, (page - 1) * PAGE_SIZE],
    );
    return { orders: rows.slice(0, PAGE_SIZE).map(toResponse), hasMore: rows.length > PAGE_SIZE };
  }

  /** Who has just placed an order must find it, though its event may still be on its way round over the bus. */
  private async notYetProjected(orderId: string): Promise<OrderResponse> {
    const order = await this.orders.find(orderId);
    if (!order) throw new OrderNotFound(orderId);
    const { userId } = order.snapshot();
    return describePlacedOrder(order, await this.customers.find(userId));
  }

  private rows(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.unitOfWork.manager.query<Row[]>(sql, parameters);
  }
}

function toResponse({
  id,
  status,
  user_id: userId,
  customer,
  lines,
  total,
  history,
  reason,
}: Row): OrderResponse {
  return {
    id,
    status,
    customer: { id: userId, name: customer },
    lines: lines.map(showLine),
    total: showMoney(total),
    history: history.map(({ status: was, at }) => ({ status: was, at })),
    ...(reason !== null && { reason }),
  };
}
