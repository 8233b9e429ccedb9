import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { EventEnvelope } from '@warren/eventing';

/** What the application knows of the event: the fields that it reads. */
export interface PlacedOrder {
  orderId: string;
  total: number;
}

@Controller()
export class MailWhenOrderPlaced {
  readonly mails: EventEnvelope<PlacedOrder>[] = [];
  /** What sending does in the test. */
  send: (order: PlacedOrder) => unknown = () => undefined;

  @EventPattern('orders.order-placed.v1')
  async mail(
    @Payload() event: EventEnvelope<PlacedOrder>,
    @Payload('data') order: PlacedOrder,
  ): Promise<void> {
    this.mails.push(event);
    await this.send(order);
  }
}
