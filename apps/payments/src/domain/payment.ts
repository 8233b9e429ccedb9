import { AmountNotPayable, ContradictingNews } from './payment.errors';
import type { Amount, FailureCode, PaymentEvent } from './payment.events';

export type PaymentStatus = 'requested' | 'authorized' | 'captured' | 'settled' | 'refunded' | 'failed';

export interface HistoryEntry {
  readonly status: PaymentStatus;
  /** RFC 3339. */
  readonly at: string;
  /** For people. */
  readonly detail?: string;
}

/** What is to be paid. */
export interface PaymentDetails {
  readonly id: string;
  readonly orderId: string;
  readonly userId: string;
  readonly amount: Amount;
  readonly method: string;
  /** Stands for the card at the provider. Never to be logged, published or shown. */
  readonly token: string;
}

export interface PaymentState extends Omit<PaymentDetails, 'token'> {
  /** Kept until the provider has answered, forgotten then. */
  readonly token: string | null;
  readonly status: PaymentStatus;
  readonly history: readonly HistoryEntry[];
  readonly capturedAt: Date | null;
  readonly declinedAt: Date | null;
}

/**
 * One transaction, from being asked for to money that stays or goes back. Its methods take news from the provider, which
 * several processes may bring, late and more than once: news that is old changes nothing, and so an event happens once.
 */
export class Payment {
  private readonly events: PaymentEvent[] = [];

  private constructor(private state: PaymentState) {}

  /** @throws AmountNotPayable when the amount is beyond what a number holds exactly. */
  static request(details: PaymentDetails, at: Date): Payment {
    if (!Number.isSafeInteger(details.amount.amount)) {
      throw new AmountNotPayable(details.id, details.amount.amount);
    }
    const history = [{ status: 'requested' as const, at: at.toISOString() }];
    return new Payment({ ...details, status: 'requested', history, capturedAt: null, declinedAt: null });
  }

  static restore(state: PaymentState): Payment {
    return new Payment(state);
  }

  get status(): PaymentStatus {
    return this.state.status;
  }

  /** Does nothing to one that has a token, or needs none any more. */
  keepToken(token: string): void {
    if (this.status === 'requested') this.state = { ...this.state, token: this.state.token ?? token };
  }

  /** It will not be authorised any more. */
  forgetToken(): void {
    this.state = { ...this.state, token: null };
  }

  authorize(at: Date): void {
    if (this.status !== 'requested') return;
    this.become('authorized', at);
    this.events.push({ type: 'authorized', ...this.happened(at) });
  }

  /** @throws ContradictingNews when it has failed already. */
  capture(at: Date): void {
    if (this.status === 'failed') throw this.contradiction('captured');
    this.authorize(at); // whoever brings this news may have missed the one before
    if (this.status !== 'authorized') return;
    this.become('captured', at);
    this.state = { ...this.state, capturedAt: at };
    this.events.push({ type: 'captured', ...this.happened(at) });
  }

  /** @throws ContradictingNews when nothing was captured. */
  settle(at: Date): void {
    if (this.status === 'settled' || this.status === 'refunded') return;
    if (this.status !== 'captured') throw this.contradiction('settled');
    this.become('settled', at);
    this.events.push({ type: 'settled', ...this.happened(at) });
  }

  /** @throws ContradictingNews when nothing was captured. */
  refund(reason: string, at: Date): void {
    if (this.status === 'refunded') return;
    if (this.status !== 'captured' && this.status !== 'settled') throw this.contradiction('refunded');
    this.become('refunded', at, reason);
    this.events.push({ type: 'refunded', reason, ...this.happened(at) });
  }

  /** @throws ContradictingNews when the amount has been captured. */
  fail(code: FailureCode, reason: string, at: Date): void {
    if (this.status === 'failed') return;
    if (this.status !== 'requested' && this.status !== 'authorized') throw this.contradiction('failed');
    this.become('failed', at, reason);
    if (code === 'card-declined') this.state = { ...this.state, declinedAt: at };
    this.events.push({ type: 'failed', code, reason, ...this.happened(at) });
  }

  snapshot(): PaymentState {
    return this.state;
  }

  /** What happened since it was loaded; the next call finds nothing. */
  pullEvents(): PaymentEvent[] {
    return this.events.splice(0);
  }

  private become(status: PaymentStatus, at: Date, detail?: string): void {
    const entry = { status, at: at.toISOString(), ...(detail !== undefined && { detail }) };
    this.state = { ...this.state, status, token: null, history: [...this.state.history, entry] };
  }

  private happened(at: Date) {
    const { id: paymentId, orderId, userId, amount } = this.state;
    return { paymentId, orderId, userId, amount, at };
  }

  private contradiction(news: string): ContradictingNews {
    return new ContradictingNews(this.state.id, this.status, news);
  }
}
