import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Transactional } from '@warren/eventing';
import { Customers, type Customer } from '../../domain/customers';
import { Order } from '../../domain/order';
import { UnknownUser } from '../../domain/order.errors';
import { Orders } from '../../persistence/orders';
import { IdempotencyKeys } from './idempotency-keys';
import type { PlaceOrder } from './place-order.command';

@Injectable()
export class PlaceOrderHandler {
  constructor(
    private readonly customers: Customers,
    private readonly orders: Orders,
    private readonly keys: IdempotencyKeys,
  ) {}

  @Transactional()
  async execute(command: PlaceOrder): Promise<{ order: Order; customer: Customer }> {
    const customer = await this.customers.find(command.userId);
    if (!customer) throw new UnknownUser(command.userId);
    const id = await this.keys.orderIdFor(command, uuidv7());
    const repeated = command.idempotencyKey ? await this.orders.find(id) : undefined;
    if (repeated) return { order: repeated, customer };
    const order = Order.place(id, command.userId, command.lines, new Date());
    await this.orders.save(order);
    return { order, customer };
  }
}
