import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { SimulatedProvider } from '../src/provider/simulated/simulated-provider';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

let payments: PaymentsUnderTest;
let replicas: [INestApplication, INestApplication];
let provider: SimulatedProvider;
let elsewhere: SimulatedProvider;

beforeAll(async () => {
  payments = await PaymentsUnderTest.start();
  replicas = [payments.service.app, (await payments.service.startReplica()).app];
  [provider, elsewhere] = [replicas[0].get(SimulatedProvider), replicas[1].get(SimulatedProvider)];
});

afterAll(() => payments.stop());

const charge = (token = 'tok_success', reference: string = randomUUID()) => ({
  reference,
  amount: { amount: 100, currency: 'EUR' },
  token,
});

async function capturedCharge(): Promise<string> {
  const { reference } = charge();
  await provider.authorize(charge('tok_success', reference));
  await provider.capture(reference);
  return reference;
}

/** Every other call for this card fails; what counts is what comes of repeating it. */
async function repeated<T>(call: () => Promise<T>): Promise<T> {
  await expect(call()).rejects.toThrow('503');
  return call();
}

describe('the simulated provider', () => {
  it('answers a repeated call, from whichever process, as it answered the first', async () => {
    const { reference } = charge();
    for (const each of [provider, elsewhere, provider]) {
      const token = each === elsewhere ? 'tok_declined' : 'tok_success';
      expect(await each.authorize(charge(token, reference))).toEqual({ outcome: 'authorized' });
    }
    for (const each of [provider, elsewhere]) expect(await each.capture(reference)).toBe('captured');
    for (const each of [elsewhere, provider]) await each.refund(reference);
    expect(await payments.charge(reference)).toBe('refunded');
    expect(await provider.capture(reference)).toBe('captured');
    expect(await payments.charge(reference)).toBe('refunded');
  });

  it('takes nothing under a reference that was given up before it had heard of it', async () => {
    const late = charge();
    expect(await provider.void(late.reference)).toBe('voided');
    expect(await elsewhere.authorize(late)).toEqual({ outcome: 'voided' });
    expect(await elsewhere.capture(late.reference)).toBe('voided');
    expect(await payments.charge(late.reference)).toBe('voided');
  });

  it('says that it is too late to give up what was captured', async () => {
    const reference = await capturedCharge();
    expect(await elsewhere.void(reference)).toBe('captured');
    expect(await payments.charge(reference)).toBe('captured');
  });

  it('tells capture and void the same when they come at the same moment', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const { reference } = charge();
        await provider.authorize(charge('tok_success', reference));
        const calls = [() => provider.capture(reference), () => elsewhere.void(reference)];
        const answers = await Promise.all((index % 2 ? calls : calls.reverse()).map((call) => call()));
        return [...new Set(answers), await payments.charge(reference)];
      }),
    );
    for (const [said, done, ...more] of outcomes) {
      expect(more).toEqual([]);
      expect(said).toBe(done);
    }
  });

  it('has done for a card that never answers what it was asked to', async () => {
    const silent = charge('tok_timeout');
    const patience = new AbortController();
    const answer = expect(provider.authorize(silent, patience.signal)).rejects.toThrow('Nobody waits');
    await eventually('the charge', async () => (await payments.charge(silent.reference)) === 'authorized');
    patience.abort();
    await answer;
  });

  it('has taken the money of a card whose captures are never answered, and says so to who gives up', async () => {
    const lost = charge('tok_lost_capture');
    expect(await provider.authorize(lost)).toEqual({ outcome: 'authorized' });
    const patience = new AbortController();
    const answer = expect(provider.capture(lost.reference, patience.signal)).rejects.toThrow('Nobody waits');
    await eventually('the capture', async () => (await payments.charge(lost.reference)) === 'captured');
    patience.abort();
    await answer;
    expect(await elsewhere.void(lost.reference)).toBe('captured');
    await elsewhere.refund(lost.reference);
    expect(await payments.charge(lost.reference)).toBe('refunded');
  });

  it('fails every other time for a flaky card, and has its effect once', async () => {
    const flaky = charge('tok_flaky');
    expect(await repeated(() => provider.authorize(flaky))).toEqual({ outcome: 'authorized' });
    expect(await repeated(() => provider.capture(flaky.reference))).toBe('captured');
    await repeated(() => provider.refund(flaky.reference));
    expect(await payments.charge(flaky.reference)).toBe('refunded');
  });

  it('pays out what was captured, and nothing that went back', async () => {
    const [kept, returned] = [await capturedCharge(), await capturedCharge()];
    await provider.refund(returned);
    expect(await provider.paidOut([kept, returned, randomUUID()])).toEqual([kept]);
  });

  it('refuses what makes no sense', async () => {
    const { reference } = charge();
    await expect(provider.refund(reference)).rejects.toThrow(reference);
    await expect(provider.capture(reference)).rejects.toThrow(reference);
    await provider.authorize(charge('tok_declined', reference));
    await expect(provider.capture(reference)).rejects.toThrow('it is declined');
  });
});
