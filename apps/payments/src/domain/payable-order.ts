import { Payment, type PaymentDetails } from './payment';
import type { Amount, PaymentEvent } from './payment.events';

export interface PayableOrderState {
  readonly orderId: string;
  /** Set when the order was cancelled, be it before anybody asked for its payment. */
  readonly cancellation: { readonly at: Date; readonly reason: string } | null;
}

/** What is to be done at the provider next. */
export interface Step {
  readonly call: 'authorize' | 'capture' | 'void' | 'refund';
  readonly paymentId: string;
  readonly amount: Amount;
  /** Of the card; only who authorises needs it. */
  readonly token: string | null;
}

/**
 * An order as far as payments is concerned: whether it was cancelled, and its payment, of which there is one at most. Both
 * in one aggregate, under one lock, because the one decides what may be done with the other.
 */
export class PayableOrder {
  private constructor(
    private state: PayableOrderState,
    private current: Payment | undefined,
  ) {}

  static restore(state: PayableOrderState, payment?: Payment): PayableOrder {
    return new PayableOrder(state, payment);
  }

  get payment(): Payment | undefined {
    return this.current;
  }

  /** What the order is at now asks the provider for; undefined when nothing is left to do. */
  get nextStep(): Step | undefined {
    const call = this.nextCall();
    if (!this.current || !call) return undefined;
    const { id: paymentId, amount, token } = this.current.snapshot();
    return { call, paymentId, amount, token };
  }

  /**
   * Asks for the payment. Asked for again it is still the first one; of a cancelled order it fails, and nobody calls the
   * provider for it.
   */
  request(details: PaymentDetails, at: Date): void {
    if (this.current) return this.state.cancellation ? undefined : this.current.keepToken(details.token);
    this.current = Payment.request(details, at);
    if (this.state.cancellation) this.voided(at);
  }

  cancel(reason: string, at: Date): void {
    this.state = { ...this.state, cancellation: this.state.cancellation ?? { at, reason } };
    this.current?.forgetToken();
  }

  /** News from the provider: nothing was captured, and nothing ever will be. */
  voided(at: Date): void {
    const { cancellation } = this.state;
    if (cancellation)
      this.current?.fail('order-cancelled', `The order was cancelled: ${cancellation.reason}`, at);
    else this.current?.fail('voided', 'The provider gave the authorisation up.', at);
  }

  refunded(at: Date): void {
    const reason = this.state.cancellation?.reason;
    this.current?.refund(reason ? `The order was cancelled: ${reason}` : 'The provider gave it back.', at);
  }

  snapshot(): PayableOrderState {
    return this.state;
  }

  pullEvents(): PaymentEvent[] {
    return this.current?.pullEvents() ?? [];
  }

  private nextCall(): Step['call'] | undefined {
    const cancelled = this.state.cancellation !== null;
    switch (this.current?.status) {
      case 'requested':
        return cancelled ? 'void' : 'authorize';
      case 'authorized':
        return cancelled ? 'void' : 'capture';
      case 'captured':
      case 'settled':
        return cancelled ? 'refund' : undefined;
      default:
        return undefined;
    }
  }
}
