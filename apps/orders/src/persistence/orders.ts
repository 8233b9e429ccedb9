import { Injectable } from '@nestjs/common';
import { OrderPlaced } from '@warren/contracts';
import { Outbox, UnitOfWork } from '@warren/eventing';
import { Order } from '../domain/order';
import { OrderNotFound } from '../domain/order.errors';
import { toIntegrationEvent } from '../integration/order-events';
import { OrderRow } from './order.row';

@Injectable()
export class Orders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async find(id: string): Promise<Order | undefined> {
    const row = await this.unitOfWork.manager.findOneBy(OrderRow, { id });
    return row ? Order.restore(row) : undefined;
  }

  /**
   * Nobody else can change it until the unit of work ends.
   *
   * @throws OrderNotFound
   */
  async getForChange(id: string): Promise<Order> {
    const row = await this.unitOfWork.manager.findOne(OrderRow, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new OrderNotFound(id);
    return Order.restore(row);
  }

  /** Answers a repeated command as if it had placed the order: queries can wait for it too. */
  async recall(id: string): Promise<void> {
    await this.outbox.recall(OrderPlaced, id);
  }

  async save(order: Order): Promise<void> {
    const { lines, ...rest } = order.snapshot();
    await this.unitOfWork.manager.upsert(OrderRow, { ...rest, lines: [...lines] }, ['id']);
    order.pullEvents().forEach((event) => this.outbox.publish(toIntegrationEvent(event)));
  }
}
