import { eventually } from '@warren/eventing/testing';
import { isDatabaseAway } from '@warren/eventing';
import { GuardedProvider } from './guarded-provider';
import { PaymentProvider } from './payment-provider';
import { ProviderUnavailable } from './provider-unavailable';

const limits = {
  PROVIDER_TIME_LIMIT: '100ms' as const,
  PROVIDER_TRIES: 2,
  BREAKER_FAILURE_PERCENTAGE: 50,
  BREAKER_FEWEST_CALLS: 4,
  BREAKER_OPEN_FOR: '100ms' as const,
};

/** Answers captures as the test says; nothing else is asked of it. */
class Scripted extends PaymentProvider {
  calls = 0;

  constructor(public answer: (signal?: AbortSignal) => Promise<'captured' | 'voided'>) {
    super();
  }

  capture(_reference: string, signal?: AbortSignal): Promise<'captured' | 'voided'> {
    this.calls += 1;
    return this.answer(signal);
  }

  authorize = () => Promise.resolve({ outcome: 'declined' as const, reason: 'insufficient funds' });
  void = () => Promise.reject(new Error('not asked for'));
  refund = () => Promise.reject(new Error('not asked for'));
  paidOut = () => Promise.reject(new Error('not asked for'));
}

const fine = () => Promise.resolve('captured' as const);
const broken = () => Promise.reject(new Error('503'));

let guarded: GuardedProvider;
const guard = (provider: PaymentProvider) => (guarded = new GuardedProvider(provider, limits));

afterEach(() => guarded.onApplicationShutdown());

describe('GuardedProvider', () => {
  it('repeats a call that failed', async () => {
    const provider = new Scripted(broken);
    provider.answer = () => (provider.calls === 1 ? broken() : fine());
    expect(await guard(provider).capture('payment')).toBe('captured');
    expect(provider.calls).toBe(2);
  });

  it('gives up after the last try and says what for', async () => {
    const provider = new Scripted(broken);
    const failed = guard(provider).capture('payment');
    await expect(failed).rejects.toThrow(ProviderUnavailable);
    await expect(failed).rejects.toThrow('did not answer "capture" (2 tries): 503');
    expect(provider.calls).toBe(2);
  });

  it('does not wait for ever, tells the provider so, and does not make it look as if the database were away', async () => {
    const signals: AbortSignal[] = [];
    const provider = new Scripted((signal) => {
      if (signal) signals.push(signal);
      return new Promise(() => undefined);
    });
    const error: unknown = await guard(provider)
      .capture('payment')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderUnavailable);
    expect(isDatabaseAway(error)).toBe(false);
    await eventually('both calls to be told', () => signals.filter(({ aborted }) => aborted).length === 2);
  });

  it('leaves a provider alone that keeps failing, and comes back to it', async () => {
    const provider = new Scripted(broken);
    guard(provider);
    for (let i = 0; i < 2; i++) await expect(guarded.capture('payment')).rejects.toThrow(ProviderUnavailable);
    expect(guarded.isOpen).toBe(true);
    provider.answer = fine;
    expect(await eventually('an answer', () => guarded.capture('payment'))).toBe('captured');
    expect(guarded.isOpen).toBe(false);
  });

  it('does not call it while the breaker is open', async () => {
    const provider = new Scripted(broken);
    guarded = new GuardedProvider(provider, { ...limits, BREAKER_OPEN_FOR: '1h' });
    for (let i = 0; i < 2; i++) await expect(guarded.capture('payment')).rejects.toThrow(ProviderUnavailable);
    const { calls } = provider;
    await expect(guarded.capture('payment')).rejects.toThrow(/Breaker is open/);
    expect(provider.calls).toBe(calls);
  });

  it('takes a decline for an answer', async () => {
    guard(new Scripted(fine));
    const charge = { reference: 'payment', amount: { amount: 1, currency: 'EUR' }, token: 'tok_declined' };
    for (let i = 0; i < 10; i++)
      expect(await guarded.authorize(charge)).toMatchObject({ outcome: 'declined' });
    expect(guarded.isOpen).toBe(false);
  });
});
