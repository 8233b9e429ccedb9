import { Injectable } from '@nestjs/common';
import type { PayableOrder, Step } from '../domain/payable-order';
import { PayableOrders } from '../domain/payable-orders';
import { PaymentProvider } from '../provider/payment-provider';

type Change = (order: PayableOrder) => void;

/**
 * Takes a payment as far as it goes: asks the order what is next, calls the provider, writes down the answer, asks again.
 *
 * No call is made under a lock, and none without its intent being committed before it. So it may be interrupted anywhere and
 * begun anew, and two may be at one order at the same time, one taking and one giving back: the provider does each thing
 * once for a payment, lets void and capture exclude each other, and every answer is written into the order as it is then.
 */
@Injectable()
export class PaymentProcess {
  constructor(
    private readonly orders: PayableOrders,
    private readonly provider: PaymentProvider,
  ) {}

  /**
   * Applies the change and does whatever follows from it.
   *
   * @param token of the card; a change that does not ask for a payment never needs one
   * @throws ProviderUnavailable when the provider does not answer; what was answered before is kept.
   */
  async run(orderId: string, change: Change, token = ''): Promise<void> {
    let step = await this.write(orderId, change);
    while (step) step = await this.write(orderId, await this.call(step, token));
  }

  private write(orderId: string, change: Change): Promise<Step | undefined> {
    return this.orders.change(orderId, (order) => {
      change(order);
      return order.nextStep;
    });
  }

  private call(step: Step, token: string): Promise<Change> {
    switch (step.call) {
      case 'authorize':
        return this.authorize(step, token);
      case 'capture':
        return this.capture(step);
      case 'void':
        return this.void(step);
      case 'refund':
        return this.refund(step);
    }
  }

  private async authorize({ paymentId, amount }: Step, token: string): Promise<Change> {
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
