import { IsInt, IsString } from 'class-validator';
import { v7 as uuidv7 } from 'uuid';
import type { EventEnvelope } from '../../../src/message/envelope';
import { contractOf, IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';

// What the sagas of the tests hear from others, and what they say.

const subject = (event: { orderId: string }) => event.orderId;

@IntegrationEvent({ type: 'sales.order-placed', version: 1, aggregate: 'order', subject })
export class OrderPlaced extends Payload<OrderPlaced> {
  @IsString() readonly orderId!: string;
  @IsInt() readonly total!: number;
}

@IntegrationEvent({ type: 'depot.stock-reserved', version: 1, aggregate: 'reservation', subject })
export class StockReserved extends Payload<StockReserved> {
  @IsString() readonly orderId!: string;
}

@IntegrationEvent({ type: 'bank.payment-successful', version: 1, aggregate: 'payment', subject })
export class PaymentSuccessful extends Payload<PaymentSuccessful> {
  @IsString() readonly orderId!: string;
}

@IntegrationEvent({ type: 'svc.payment-requested', version: 1, aggregate: 'fulfilment', subject })
export class PaymentRequested extends Payload<PaymentRequested> {
  @IsString() readonly orderId!: string;
  @IsInt() readonly amount!: number;
}

@IntegrationEvent({ type: 'svc.order-confirmed', version: 1, aggregate: 'fulfilment', subject })
export class OrderConfirmed extends Payload<OrderConfirmed> {
  @IsString() readonly orderId!: string;
}

@IntegrationEvent({ type: 'svc.order-cancelled', version: 1, aggregate: 'fulfilment', subject })
export class OrderCancelled extends Payload<OrderCancelled> {
  @IsString() readonly orderId!: string;
  @IsString() readonly reason!: string;
}

/** An event as it arrives from the service that publishes it. */
export function arriving(event: object, changes: Partial<EventEnvelope> = {}): EventEnvelope {
  const contract = contractOf(event.constructor as new () => object);
  const about = contract.subject(event);
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: `/${contract.service}`,
    type: contract.cloudEventType,
    subject: about,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data: event,
    correlationid: `correlation of ${about}`,
    partitionkey: `${contract.aggregate}/${about}`,
    sequence: 1,
    ...changes,
  };
}
