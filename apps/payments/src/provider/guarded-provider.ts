import { setTimeout as pause } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import CircuitBreaker from 'opossum';
import ms from 'ms';
import type { UnitOfWork } from '@warren/eventing';
import type { PaymentsConfig } from '../payments.config';
import { PaymentProvider, type AuthorizationAnswer, type Charge } from './payment-provider';
import { NoAnswerInTime, ProviderUnavailable } from './provider-unavailable';
import { withinLimit, type Call } from './within-limit';

export type ProviderCall = 'authorize' | 'capture' | 'void' | 'refund' | 'paidOut';

type Limits = Pick<
  PaymentsConfig,
  | 'PROVIDER_TIME_LIMIT'
  | 'PROVIDER_TRIES'
  | 'BREAKER_FAILURE_PERCENTAGE'
  | 'BREAKER_FEWEST_CALLS'
  | 'BREAKER_OPEN_FOR'
>;

const CALLS = ['authorize', 'capture', 'void', 'refund', 'paidOut'] as const satisfies ProviderCall[];
const FIRST_PAUSE_MS = 50;

/**
 * Calls a provider with a time limit, and through a circuit breaker for each kind of call: what keeps failing is left alone
 * for a while, and who asks is told so at once. A call that is answered with an error is repeated a few times in a row, and
 * counts as one for the breaker; a decline is an answer. A call that gets no answer in time is neither repeated nor counted:
 * it may be its card that hangs, and who calls has only so many places (0189).
 *
 * @throws Error when it is called inside a unit of work: a connection and locks would wait with the caller.
 */
export class GuardedProvider extends PaymentProvider implements OnApplicationShutdown {
  private readonly logger = new Logger(GuardedProvider.name);
  private readonly breakers: Record<ProviderCall, CircuitBreaker<[Call], unknown>>;

  constructor(
    private readonly provider: PaymentProvider,
    private readonly limits: Limits,
    private readonly unitOfWork: Pick<UnitOfWork, 'isActive'>,
  ) {
    super();
    const breakers = CALLS.map((name) => [name, this.breakerFor(name)] as const);
    this.breakers = Object.fromEntries(breakers) as typeof this.breakers;
  }

  isOpen(call: ProviderCall): boolean {
    return this.breakers[call].opened;
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
    for (const breaker of Object.values(this.breakers)) breaker.shutdown();
  }

  private async call<T>(name: ProviderCall, call: Call<T>): Promise<T> {
    if (this.unitOfWork.isActive) {
      throw new Error(
        `The payment provider was asked to "${name}" inside a unit of work. Call it between two.`,
      );
    }
    let tries = 0;
    const counted: Call<T> = (signal) => {
      tries += 1;
      return call(signal);
    };
    try {
      return (await this.breakers[name].fire(counted)) as T;
    } catch (error) {
      throw new ProviderUnavailable(name, tries, error);
    }
  }

  private breakerFor(name: ProviderCall): CircuitBreaker<[Call], unknown> {
    const { limits } = this;
    const breaker = new CircuitBreaker((call: Call) => this.repeat(call), {
      timeout: false, // each try has a limit of its own
      errorFilter: (error: unknown) => error instanceof NoAnswerInTime,
      errorThresholdPercentage: limits.BREAKER_FAILURE_PERCENTAGE,
      volumeThreshold: limits.BREAKER_FEWEST_CALLS,
      resetTimeout: ms(limits.BREAKER_OPEN_FOR),
    });
    const what = `"${name}" of the payment provider`;
    breaker.on('open', () =>
      this.logger.warn(`${what} keeps failing: it is not called for ${limits.BREAKER_OPEN_FOR}.`),
    );
    breaker.on('close', () => this.logger.log(`${what} answers again.`));
    return breaker;
  }

  private async repeat<T>(call: Call<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await withinLimit(this.limits.PROVIDER_TIME_LIMIT, call);
      } catch (error) {
        if (error instanceof NoAnswerInTime || tried >= this.limits.PROVIDER_TRIES) throw error;
      }
      await pause(FIRST_PAUSE_MS * 2 ** (tried - 1) * (0.5 + Math.random() / 2));
    }
  }
}
