import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import ms from 'ms';
import { PaymentsConfig } from '../../payments.config';
import { PaymentProvider, type AuthorizationAnswer, type Charge } from '../payment-provider';
import { cardOf, type Card } from './card';
import { Charges, type ChargeRow } from './charges';

/**
 * A payment provider for everybody who has no contract with a real one. It takes its time, keeps its books in tables of its
 * own, and its cards misbehave as their tokens say: `tok_timeout` is authorised but never gets an answer, and
 * `tok_lost_capture` is captured but never gets the answer to that; every other call for `tok_flaky` ends in an error, of
 * which nobody can tell whether the call had its effect: authorising then had none, capturing and refunding had theirs.
 */
@Injectable()
export class SimulatedProvider extends PaymentProvider {
  private readonly latencyMs: number;

  constructor(
    private readonly charges: Charges,
    config: PaymentsConfig,
  ) {
    super();
    this.latencyMs = ms(config.SIMULATED_PROVIDER_LATENCY);
  }

  async authorize(charge: Charge, signal?: AbortSignal): Promise<AuthorizationAnswer> {
    await this.travel(signal);
    const card = cardOf(charge.token);
    await this.stumble(charge.reference, 'authorize', card);
    const { status, declineReason } = await this.charges.open(charge);
    if (card === 'tok_timeout') await silence(signal);
    await this.travel(signal);
    if (status === 'declined')
      return { outcome: 'declined', reason: declineReason ?? 'The card was declined.' };
    return status === 'voided' ? { outcome: 'voided' } : { outcome: 'authorized' };
  }

  async capture(reference: string, signal?: AbortSignal): Promise<'captured' | 'voided'> {
    await this.travel(signal);
    const charge = await this.charges.capture(reference);
    await this.stumble(reference, 'capture', charge.card);
    if (charge.card === 'tok_lost_capture') await silence(signal);
    await this.travel(signal);
    if (charge.status === 'declined') throw refusal('capture', reference, charge);
    return charge.status === 'voided' ? 'voided' : 'captured';
  }

  async void(reference: string, signal?: AbortSignal): Promise<'voided' | 'captured'> {
    await this.travel(signal);
    const { status } = await this.charges.void(reference);
    await this.travel(signal);
    return status === 'voided' ? 'voided' : 'captured';
  }

  async refund(reference: string, signal?: AbortSignal): Promise<void> {
    await this.travel(signal);
    const charge = await this.charges.refund(reference);
    await this.stumble(reference, 'refund', charge.card);
    await this.travel(signal);
    if (charge.status !== 'refunded') throw refusal('refund', reference, charge);
  }

  async paidOut(references: readonly string[], signal?: AbortSignal): Promise<string[]> {
    await this.travel(signal);
    const paid = await this.charges.paidOut(references);
    await this.travel(signal);
    return paid;
  }

  /** One way, on a network whose days are not all alike. */
  private async travel(signal?: AbortSignal): Promise<void> {
    await pause((this.latencyMs / 2) * (0.5 + Math.random()), undefined, { signal });
  }

  private async stumble(reference: string, call: string, card: Card | null | undefined): Promise<void> {
    if (card !== 'tok_flaky') return;
    const calls = await this.charges.countCall(reference, call);
    if (calls % 2 === 1) throw new Error('The provider answered 503 Service Unavailable.');
  }
}

/** Ends only when nobody listens any more. */
function silence(signal: AbortSignal = AbortSignal.timeout(60_000)): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error('Nobody waits for the answer any more.'));
    if (signal.aborted) return end();
    signal.addEventListener('abort', end, { once: true });
  });
}

function refusal(call: string, reference: string, { status }: ChargeRow): Error {
  return new Error(`The provider does not ${call} ${reference}: it is ${status}.`);
}
