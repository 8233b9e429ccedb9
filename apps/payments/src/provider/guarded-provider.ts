import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import CircuitBreaker from 'opossum';
import ms from 'ms';
import type { PaymentsConfig } from '../payments.config';
import { PaymentProvider, type AuthorizationAnswer, type Charge } from './payment-provider';
import { ProviderUnavailable } from './provider-unavailable';

type Call<T = unknown> = (signal: AbortSignal) => Promise<T>;

type Limits = Pick<
  PaymentsConfig,
  | 'PROVIDER_TIME_LIMIT'
  | 'PROVIDER_TRIES'
  | 'BREAKER_FAILURE_PERCENTAGE'
  | 'BREAKER_FEWEST_CALLS'
  | 'BREAKER_OPEN_FOR'
>;

const FIRST_PAUSE_MS = 50;

/**
 * Calls a provider with a time limit, a few times in a row, and through a circuit breaker: one that has stopped answering is
 * left alone for a while, and who asks is told so at once. Every try counts for the breaker; a decline is an answer.
 */
export class GuardedProvider extends PaymentProvider implements OnApplicationShutdown {
  private readonly logger = new Logger(GuardedProvider.name);
  private readonly breaker: CircuitBreaker<[Call], unknown>;
  private readonly tries: number;

  constructor(
    private readonly provider: PaymentProvider,
    limits: Limits,
  ) {
    super();
    const timeout = ms(limits.PROVIDER_TIME_LIMIT);
    this.tries = limits.PROVIDER_TRIES;
    this.breaker = new CircuitBreaker((call: Call) => call(AbortSignal.timeout(timeout)), {
      timeout,
      errorThresholdPercentage: limits.BREAKER_FAILURE_PERCENTAGE,
      volumeThreshold: limits.BREAKER_FEWEST_CALLS,
      resetTimeout: ms(limits.BREAKER_OPEN_FOR),
    });
    const openFor = limits.BREAKER_OPEN_FOR;
    this.breaker.on('open', () =>
      this.logger.warn(`The payment provider keeps failing: it is not called for ${openFor}.`),
    );
    this.breaker.on('close', () => this.logger.log('The payment provider answers again.'));
  }

  get isOpen(): boolean {
    return this.breaker.opened;
  }

  authorize(charge: Charge): Promise<AuthorizationAnswer> {
    return this.call('authorize', (signal) => this.provider.authorize(charge, signal));
  }

  capture(reference: string): Promise<'captured' | 'voided'> {
    return this.call('capture', (signal) => this.provider.capture(reference, signal));
  }

  void(reference: string): Promise<'voided' | 'captured'> {
    return this.call('void', (signal) => this.provider.void(reference, signal));
  }

  refund(reference: string): Promise<void> {
    return this.call('refund', (signal) => this.provider.refund(reference, signal));
  }

  paidOut(references: readonly string[]): Promise<string[]> {
    return this.call('paidOut', (signal) => this.provider.paidOut(references, signal));
  }

  onApplicationShutdown(): void {
    this.breaker.shutdown();
  }

  private async call<T>(name: string, call: Call<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return (await this.breaker.fire(call)) as T;
      } catch (error) {
        if (tried >= this.tries || this.breaker.opened) throw new ProviderUnavailable(name, tried, error);
      }
      await pause(FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random() / 2));
    }
  }
}
