import { IsInt, IsString } from 'class-validator';
import { IntegrationEvent } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';

/** Published by our service, for strangers to consume. */
@IntegrationEvent({
  type: 'orders.order-placed',
  version: 1,
  aggregate: 'order',
  subject: (e: OrderPlaced) => e.orderId,
})
export class OrderPlaced extends Payload<OrderPlaced> {
  @IsString() readonly orderId!: string;
  @IsInt() readonly total!: number;
}

/** Published by strangers: what our side knows of them is this. */
@IntegrationEvent({
  type: 'billing.invoice-sent',
  version: 1,
  aggregate: 'invoice',
  subject: (e: InvoiceSent) => e.invoiceId,
})
export class InvoiceSent extends Payload<InvoiceSent> {
  @IsString() readonly invoiceId!: string;
  @IsInt() readonly total!: number;
}

@IntegrationEvent({
  type: 'billing.invoice-paid',
  version: 1,
  aggregate: 'invoice',
  subject: (e: InvoicePaid) => e.invoiceId,
})
export class InvoicePaid extends Payload<InvoicePaid> {
  @IsString() readonly invoiceId!: string;
  @IsInt() readonly paid!: number;
}
