import type { OrderLine } from './order-line';
import { OrderAlreadyDecided } from './order.errors';
import type { OrderEvent } from './order.events';

export interface OrderState {
  readonly id: string;
  readonly userId: string;
  readonly lines: readonly OrderLine[];
  readonly status: 'pending' | 'confirmed' | 'rejected';
  readonly placedAt: Date;
  readonly decidedAt: Date | null;
  /** Why it was rejected. */
  readonly reason: string | null;
}

/** What a user wants to buy. It is pending until somebody knows whether it can be fulfilled. */
export class Order {
  private readonly events: OrderEvent[] = [];

  private constructor(private state: OrderState) {}

  static place(id: string, userId: string, lines: readonly OrderLine[], at: Date): Order {
    const order = new Order({
      id,
      userId,
      lines,
      status: 'pending',
      placedAt: at,
      decidedAt: null,
      reason: null,
    });
    order.events.push({ type: 'placed', orderId: id, userId, lines, at });
    return order;
  }

  static restore(state: OrderState): Order {
    return new Order(state);
  }

  confirm(at: Date): void {
    this.mustBePending('confirmed');
    this.state = { ...this.state, status: 'confirmed', decidedAt: at };
    this.events.push({ type: 'confirmed', orderId: this.state.id, userId: this.state.userId, at });
  }

  reject(reason: string, at: Date): void {
    this.mustBePending('rejected');
    this.state = { ...this.state, status: 'rejected', decidedAt: at, reason };
    this.events.push({ type: 'rejected', orderId: this.state.id, userId: this.state.userId, reason, at });
  }

  snapshot(): OrderState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): OrderEvent[] {
    return this.events.splice(0);
  }

  private mustBePending(verdict: string): void {
    const { id, status } = this.state;
    if (status !== 'pending') throw new OrderAlreadyDecided(id, status, verdict);
  }
}
