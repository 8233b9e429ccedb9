import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Transactional } from '@warren/eventing';
import { Customers, type Customer } from '../../domain/customers';
import { Order } from '../../domain/order';
import type { OrderLine, WantedLine } from '../../domain/order-line';
import { UnknownUser } from '../../domain/order.errors';
import { PriceList } from '../../domain/price-list';
import { Products } from '../../domain/products';
import { Orders } from '../../persistence/orders';
import { IdempotencyKeys } from './idempotency-keys';
import type { PlaceOrder } from './place-order.command';

@Injectable()
export class PlaceOrderHandler {
  constructor(
    private readonly customers: Customers,
    private readonly products: Products,
    private readonly orders: Orders,
    private readonly keys: IdempotencyKeys,
  ) {}

  @Transactional()
  async execute(command: PlaceOrder): Promise<{ order: Order; customer: Customer }> {
    const customer = await this.customers.find(command.userId);
    if (!customer) throw new UnknownUser(command.userId);
    const id = await this.keys.orderIdFor(command, uuidv7());
    const repeated = command.idempotencyKey ? await this.orders.find(id) : undefined;
    if (repeated) {
      await this.orders.recall(id);
      return { order: repeated, customer };
    }
    const order = Order.place(id, { ...command, lines: await this.price(command.lines) }, new Date());
    await this.orders.save(order);
    return { order, customer };
  }

  private async price(lines: readonly WantedLine[]): Promise<OrderLine[]> {
    const products = await this.products.findAll(lines.map(({ productId }) => productId));
    return new PriceList(products).price(lines);
  }
}
