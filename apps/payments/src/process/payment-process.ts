import { Injectable } from '@nestjs/common';
import type { PayableOrder, Step } from '../domain/payable-order';
import { PayableOrders, type Turn } from '../domain/payable-orders';
import { PaymentProvider } from '../provider/payment-provider';

type Change = (order: PayableOrder) => void;

/**
 * Takes a payment as far as it goes: asks the order what is next, calls the provider, writes down the answer, asks again.
 *
 * No call is made in a transaction, and none without its intent being committed before it. So it may be interrupted anywhere
 * and begun anew, and two may be at one order at the same time, one taking and one giving back: the provider does each thing
 * once for a payment, lets void and capture exclude each other, and every answer is written into the order as it is then.
 */
@Injectable()
export class PaymentProcess {
  constructor(
    private readonly orders: PayableOrders,
    private readonly provider: PaymentProvider,
  ) {}

  /**
   * Does what is left to do for the order of this turn.
   *
   * @param stopping asked before each call; when it says so the rest is left to a later turn
   * @throws ProviderUnavailable when the provider does not answer; what was answered before is kept.
   */
  async run(turn: Turn, stopping = () => false): Promise<void> {
    let step = await this.orders.nextStep(turn);
    while (step && !stopping()) step = await this.orders.answer(turn, await this.call(step));
  }

  private call(step: Step): Promise<Change> {
    switch (step.call) {
      case 'authorize':
        return this.authorize(step);
      case 'capture':
        return this.capture(step);
      case 'void':
        return this.void(step);
      case 'refund':
        return this.refund(step);
    }
  }

  private async authorize({ paymentId, amount, token }: Step): Promise<Change> {
    if (token === null)
      throw new Error(`Payment ${paymentId} is to be authorised, and its card's token is gone.`);
    const answer = await this.provider.authorize({ reference: paymentId, amount, token });
    const at = new Date();
    if (answer.outcome === 'authorized') return (order) => order.payment?.authorize(at);
    if (answer.outcome === 'voided') return (order) => order.voided(at);
    return (order) => order.payment?.fail('card-declined', answer.reason, at);
  }

  private async capture({ paymentId }: Step): Promise<Change> {
    return this.outcome(await this.provider.capture(paymentId));
  }

  private async void({ paymentId }: Step): Promise<Change> {
    return this.outcome(await this.provider.void(paymentId));
  }

  private async refund({ paymentId }: Step): Promise<Change> {
    await this.provider.refund(paymentId);
    const at = new Date();
    return (order) => order.refunded(at);
  }

  private outcome(answer: 'captured' | 'voided'): Change {
    const at = new Date();
    return answer === 'voided' ? (order) => order.voided(at) : (order) => order.payment?.capture(at);
  }
}
