import type { CancellationCause } from './cancellation-cause';
import type { Money } from './money';
import type { OrderLine } from './order-line';
import { NoCardToPayWith, OrderAlreadyDecided } from './order.errors';
import type { OrderEvent } from './order.events';
import type { Card, Payment } from './payment';
import { totalOf } from './price-list';

export type OrderStatus = 'pending' | 'awaiting-payment' | 'confirmed' | 'rejected' | 'cancelled';

export interface OrderState {
  readonly id: string;
  readonly userId: string;
  readonly lines: readonly OrderLine[];
  readonly total: Money;
  readonly payment: Payment;
  readonly status: OrderStatus;
  readonly placedAt: Date;
  readonly decidedAt: Date | null;
  /** Why it was rejected or cancelled. */
  readonly reason: string | null;
}

type Happening<Event = OrderEvent> = Event extends OrderEvent
  ? Omit<Event, 'orderId' | 'userId' | 'lines' | 'total' | 'placedAt'>
  : never;

/**
 * What a user wants to buy. It is pending until its stock is set aside, awaits its payment then, and is decided once:
 * confirmed, rejected or cancelled it stays.
 */
export class Order {
  private readonly events: OrderEvent[] = [];

  private constructor(private state: OrderState) {}

  /** @throws CurrenciesMixed, TotalTooLarge as {@link totalOf}. */
  static place(
    id: string,
    { userId, lines, payment }: Pick<OrderState, 'userId' | 'lines'> & { payment: Card },
    at: Date,
  ): Order {
    const total = totalOf(lines);
    const begin = { status: 'pending', placedAt: at, decidedAt: null, reason: null } as const;
    const order = new Order({ id, userId, lines, total, payment, ...begin });
    order.raise({ type: 'placed', at });
    return order;
  }

  static restore(state: OrderState): Order {
    return new Order(state);
  }

  get isDecided(): boolean {
    return this.state.status !== 'pending' && this.state.status !== 'awaiting-payment';
  }

  /** There is nothing to be paid for it. */
  get isFree(): boolean {
    return this.state.total.amount === 0;
  }

  /**
   * Its stock is set aside: now it is to be paid. Asks once, however often that is found out, and for nothing when it is free.
   *
   * @throws OrderAlreadyDecided, NoCardToPayWith
   */
  requestPayment(paymentId: string, at: Date): void {
    if (this.state.status === 'awaiting-payment') return;
    const card = this.state.payment;
    this.change('awaiting-payment');
    if (card.token === null) throw new NoCardToPayWith(this.state.id);
    this.raise({ type: 'awaiting-payment', at });
    if (!this.isFree) this.raise({ type: 'payment-requested', paymentId, card, at });
  }

  confirm(at: Date): void {
    this.change('confirmed', { decidedAt: at });
    this.raise({ type: 'confirmed', at });
  }

  reject(reason: string, at: Date): void {
    this.change('rejected', { decidedAt: at, reason });
    this.raise({ type: 'rejected', reason, at });
  }

  cancel(cause: CancellationCause, reason: string, at: Date): void {
    this.change('cancelled', { decidedAt: at, reason });
    this.raise({ type: 'cancelled', cause, reason, at });
  }

  snapshot(): OrderState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): OrderEvent[] {
    return this.events.splice(0);
  }

  /**
   * From pending on nobody needs the card here: its payment has been asked for, or never will be.
   *
   * @throws OrderAlreadyDecided
   */
  private change(status: OrderStatus, verdict: Partial<Pick<OrderState, 'decidedAt' | 'reason'>> = {}): void {
    if (this.isDecided) throw new OrderAlreadyDecided(this.state.id, this.state.status, status);
    const payment = { method: this.state.payment.method, token: null };
    this.state = { ...this.state, status, payment, ...verdict };
  }

  private raise(happening: Happening): void {
    const { id: orderId, userId, lines, total, placedAt } = this.state;
    this.events.push({ orderId, userId, lines, total, placedAt, ...happening });
  }
}
