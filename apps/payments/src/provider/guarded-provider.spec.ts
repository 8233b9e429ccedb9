import { eventually } from '@warren/eventing/testing';
import { GuardedProvider } from './guarded-provider';
import { PaymentProvider } from './payment-provider';
import { NoAnswerInTime, ProviderUnavailable } from './provider-unavailable';

const limits = {
  PROVIDER_TIME_LIMIT: '100ms' as const,
  PROVIDER_TRIES: 2,
  BREAKER_FAILURE_PERCENTAGE: 50,
  BREAKER_FEWEST_CALLS: 4,
  BREAKER_OPEN_FOR: '100ms' as const,
};
const charge = { reference: 'payment', amount: { amount: 1, currency: 'EUR' }, token: 'tok_declined' };

/** Answers captures as the test says, and declines every card; nothing else is asked of it. */
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
const silent = () => new Promise<never>(() => undefined);

let guarded: GuardedProvider;
const guard = (provider: PaymentProvider, more: Partial<typeof limits> | { BREAKER_OPEN_FOR: '1h' } = {}) =>
  (guarded = new GuardedProvider(provider, { ...limits, ...more }, { isActive: false }));

async function failing(times: number): Promise<void> {
  for (let i = 0; i < times; i++)
    await expect(guarded.capture('payment')).rejects.toThrow(ProviderUnavailable);
}

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

  it('does not wait for ever, nor a second time in a row, and tells the provider so', async () => {
    const signals: AbortSignal[] = [];
    const provider = new Scripted((signal) => {
      if (signal) signals.push(signal);
      return silent();
    });
    const error: unknown = await guard(provider)
      .capture('payment')
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ProviderUnavailable);
    expect((error as Error).cause).toBeInstanceOf(NoAnswerInTime);
    expect((error as Error).message).toContain('nothing came within 100ms');
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('refuses to be called inside a unit of work, where a connection would wait with it', async () => {
    const provider = new Scripted(fine);
    guarded = new GuardedProvider(provider, limits, { isActive: true });
    await expect(guarded.capture('payment')).rejects.toThrow('"capture" inside a unit of work');
    expect(provider.calls).toBe(0);
  });
});

describe('its breaker', () => {
  it('leaves a provider alone that keeps failing, and comes back to it', async () => {
    const provider = new Scripted(broken);
    guard(provider);
    await failing(4);
    expect(guarded.isOpen('capture')).toBe(true);
    provider.answer = fine;
    expect(await eventually('an answer', () => guarded.capture('payment'))).toBe('captured');
    expect(guarded.isOpen('capture')).toBe(false);
  });

  it('does not call it while it is open, and says that it has not', async () => {
    const provider = new Scripted(broken);
    guard(provider, { BREAKER_OPEN_FOR: '1h' });
    await failing(4);
    const { calls } = provider;
    const refused: unknown = await guarded.capture('payment').catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ message: expect.stringContaining('Breaker is open'), wasCalled: false });
    expect(provider.calls).toBe(calls);
  });

  it('takes a decline for an answer', async () => {
    guard(new Scripted(fine));
    for (let i = 0; i < 10; i++)
      expect(await guarded.authorize(charge)).toMatchObject({ outcome: 'declined' });
    expect(guarded.isOpen('authorize')).toBe(false);
  });

  it('counts a call once, and not at all when it was answered after a few tries', async () => {
    const provider = new Scripted(broken);
    provider.answer = () => (provider.calls % 2 === 1 ? broken() : fine());
    guard(provider);
    for (let i = 0; i < 10; i++) expect(await guarded.capture('payment')).toBe('captured');
    provider.answer = broken;
    await failing(3);
    expect(guarded.isOpen('capture')).toBe(false);
  });

  it('is not opened by cards that hang, however many', async () => {
    const provider = new Scripted(silent);
    guard(provider);
    const hanging = Array.from({ length: 20 }, () => guarded.capture('payment'));
    expect((await Promise.allSettled(hanging)).every(({ status }) => status === 'rejected')).toBe(true);
    provider.answer = fine;
    expect(await guarded.capture('payment')).toBe('captured');
  });

  it('of one kind of call does not close the way to the others', async () => {
    guard(new Scripted(broken), { BREAKER_OPEN_FOR: '1h' });
    await failing(4);
    expect(guarded.isOpen('capture')).toBe(true);
    expect(await guarded.authorize(charge)).toMatchObject({ outcome: 'declined' });
  });
});
