import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import {
  Money,
  OrderCancelled,
  OrderConfirmed,
  OrderedLine,
  OrderPlaced,
  OrderRejected,
} from '@warren/contracts';
import { contractOf, type EventEnvelope } from '@warren/eventing';

export interface Wish {
  productId?: string;
  name?: string;
  quantity?: number;
  price?: number;
  currency?: string;
}

/** An order as the orders service would tell of it, numbered as it would number its events. */
export class ToldOrder {
  readonly orderId = randomUUID();
  private sequence = 0;

  constructor(
    readonly placedAt: string,
    private readonly wishes: Wish[] = [{}],
  ) {}

  placed(): EventEnvelope {
    return this.envelope(new OrderPlaced(this.content));
  }

  confirmed(confirmedAt: string): EventEnvelope {
    return this.envelope(new OrderConfirmed({ ...this.content, confirmedAt }));
  }

  cancelled(cause: OrderCancelled['cause'] = 'customer'): EventEnvelope {
    const told = { cause, reason: 'For people', cancelledAt: this.placedAt };
    return this.envelope(new OrderCancelled({ ...this.content, ...told }));
  }

  rejected(reason: string): EventEnvelope {
    return this.envelope(new OrderRejected({ ...this.content, reason, rejectedAt: this.placedAt }));
  }

  private get content() {
    const lines = this.wishes.map(
      ({ productId = randomUUID(), name = 'Pen', quantity = 1, price = 100, currency = 'EUR' }) =>
        new OrderedLine({ productId, name, quantity, unitPrice: new Money({ amount: price, currency }) }),
    );
    const amount = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0);
    const total = new Money({ amount, currency: this.wishes[0]?.currency ?? 'EUR' });
    return { orderId: this.orderId, userId: randomUUID(), lines, total, placedAt: this.placedAt };
  }

  private envelope(event: object): EventEnvelope {
    const id = uuidv7();
    return {
      specversion: '1.0',
      id,
      source: '/orders',
      type: contractOf(event.constructor as new () => object).cloudEventType,
      subject: this.orderId,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      data: event,
      correlationid: id,
      partitionkey: `order/${this.orderId}`,
      sequence: ++this.sequence,
    };
  }
}
