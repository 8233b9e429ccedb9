import ms from 'ms';
import { v7 as uuidv7 } from 'uuid';
import {
  OrderCancelled,
  OrderPlaced,
  PaymentFailed,
  PaymentSuccessful,
  StockAllocated,
  StockRejected,
  StockReleased,
  StockReserved,
} from '@warren/contracts';
import { On, OnTimeout, Saga, StartedBy, type SagaProcess } from '@warren/eventing';
import type { Order } from '../../domain/order';
import { tooLittleStock } from '../../domain/too-little-stock';
import { Orders } from '../../persistence/orders';
import { OrdersConfig } from '../../orders.config';

/** How far an order has come, for people who look at the table; what an order is, its aggregate knows. */
export interface FulfilOrderState {
  waitingFor: readonly ('stock' | 'payment' | 'allocation')[];
}

type Fulfilment = SagaProcess<FulfilOrderState>;

/**
 * From a wish to a paid order. Inventory and payments hear of the order's end by themselves and undo what they did: a
 * cancelled order's stock is released, its payment refunded, whatever overtook what.
 *
 *     placed ─▶ stock reserved ─▶ awaiting payment ─┬▶ paid ────────────┬▶ confirmed
 *                 │ rejected           │            └▶ stock allocated ─┘
 *                 ▼                    ▼ failed, overdue, or the reservation expired
 *              rejected            cancelled  ◀─ stock overdue, or the customer changed their mind
 *
 * It is paid and its stock is allocated at the same time, and it is confirmed when both are known: reserved stock
 * expires while this service or its messages are held up, allocated stock does not. A free order is not paid.
 */
@Saga({ name: 'fulfil-order', key: (event: { orderId: string }) => event.orderId })
export class FulfilOrder {
  constructor(
    private readonly orders: Orders,
    private readonly config: OrdersConfig,
  ) {}

  @StartedBy(OrderPlaced)
  placed(saga: Fulfilment): void {
    saga.state = { waitingFor: ['stock'] };
    saga.timeout('stock', this.config.STOCK_WITHIN);
  }

  @On(StockReserved)
  stockReserved(saga: Fulfilment, { expiresAt }: StockReserved): Promise<void> {
    const decideBy = new Date(Date.parse(expiresAt) - ms(this.config.RESERVATION_MARGIN));
    if (decideBy <= new Date()) return this.reservationExpired(saga);
    return this.goOn(saga, (order) => {
      order.requestPayment(uuidv7(), new Date());
      saga.state = { waitingFor: order.isFree ? ['allocation'] : ['payment', 'allocation'] };
      saga.cancelTimeout('stock');
      if (!order.isFree) saga.timeout('payment', this.config.PAYMENT_WITHIN);
      saga.timeout('reservation', decideBy);
    });
  }

  @On(PaymentSuccessful)
  paid(saga: Fulfilment): Promise<void> {
    saga.cancelTimeout('payment');
    return this.came(saga, 'payment');
  }

  @On(StockAllocated)
  stockAllocated(saga: Fulfilment): Promise<void> {
    saga.cancelTimeout('reservation'); // no clock takes it away any more
    return this.came(saga, 'allocation');
  }

  @On(StockRejected)
  stockRejected(saga: Fulfilment, { shortLines }: StockRejected): Promise<void> {
    return this.end(saga, (order) =>
      order.reject(tooLittleStock(shortLines, order.snapshot().lines), new Date()),
    );
  }

  @On(PaymentFailed)
  paymentFailed(saga: Fulfilment, { reason }: PaymentFailed): Promise<void> {
    return this.end(saga, (order) => order.cancel('payment-failed', reason, new Date()));
  }

  @On(StockReleased)
  async stockReleased(saga: Fulfilment, { cause }: StockReleased): Promise<void> {
    if (cause !== 'expired') return; // it is the answer to the order's own end
    await this.reservationExpired(saga);
  }

  @OnTimeout('stock')
  stockOverdue(saga: Fulfilment): Promise<void> {
    const reason = `Nobody said within ${this.config.STOCK_WITHIN} whether there is enough stock.`;
    return this.end(saga, (order) => order.cancel('stock-overdue', reason, new Date()));
  }

  @OnTimeout('payment')
  paymentOverdue(saga: Fulfilment): Promise<void> {
    const reason = `The payment did not come through within ${this.config.PAYMENT_WITHIN}.`;
    return this.end(saga, (order) => order.cancel('payment-overdue', reason, new Date()));
  }

  /** Comes a while before the reservation itself expires, and is what is done when that happened nevertheless. */
  @OnTimeout('reservation')
  reservationExpired(saga: Fulfilment): Promise<void> {
    const reason = 'Its stock could not be set aside for it any longer.';
    return this.end(saga, (order) => order.cancel('reservation-expired', reason, new Date()));
  }

  /** Said by the command that a customer gave, or by this saga itself, which is over then and does not hear it. */
  @On(OrderCancelled)
  cancelled(saga: Fulfilment): void {
    saga.complete();
  }

  /** The order is confirmed when nothing is missing any more, in whichever order it came. */
  private async came(saga: Fulfilment, what: 'payment' | 'allocation'): Promise<void> {
    const waitingFor = saga.state.waitingFor.filter((each) => each !== what);
    saga.state = { waitingFor };
    if (waitingFor.length === 0) await this.end(saga, (order) => order.confirm(new Date()));
  }

  private async end(saga: Fulfilment, decide: (order: Order) => void): Promise<void> {
    await this.goOn(saga, decide);
    saga.complete();
  }

  /** What comes after the customer has cancelled comes too late, and changes nothing. */
  private async goOn(saga: Fulfilment, step: (order: Order) => void): Promise<void> {
    const order = await this.orders.getForChange(saga.key);
    if (order.isDecided) return;
    step(order);
    await this.orders.save(order);
  }
}
