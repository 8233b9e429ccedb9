import { failing, handlingOf, run } from '../../../test/handlers/support/handling-under-test';
import { LeftUnsettled } from '../left-unsettled';
import type { Middleware } from './handling';
import { waitForDatabase } from './wait-for-database';

const lost = () => new Error('Connection terminated unexpectedly');

const watch = (...answers: ('answered' | 'was-away')[]) => {
  const asked = { times: 0 };
  const untilItAnswers = () => Promise.resolve(answers[asked.times++] ?? 'answered');
  return { asked, untilItAnswers };
};

describe('waitForDatabase', () => {
  it('tries again when the database is back, however often it goes away, and counts no try', async () => {
    const database = watch(...Array<'was-away'>(20).fill('was-away'));
    const handling = handlingOf();
    const inner = failing(...Array.from({ length: 20 }, lost));
    await run(handling, waitForDatabase(database), inner);
    expect(inner.calls).toBe(21);
    expect(database.asked.times).toBe(20);
    expect(handling.attempt).toBe(0);
  });

  it('says why a message is held, as long as it is', async () => {
    const handling = handlingOf();
    let shown: string | undefined;
    const untilItAnswers = (_stopping: AbortSignal, tellWhy: (why: string) => void = () => undefined) => {
      tellWhy('the database is away');
      shown = handling.heldBecause;
      return Promise.resolve('was-away' as const);
    };
    await run(handling, waitForDatabase({ untilItAnswers }), failing(lost()));
    expect(shown).toBe('the database is away');
    expect(handling.heldBecause).toBeUndefined();
  });

  const begin: Middleware = (handling, next) => {
    handling.inTransaction = true;
    return next();
  };

  it('believes a few breaks of a database that answers, then lets the failure count', async () => {
    const inner = failing(...Array.from({ length: 10 }, lost));
    const handled = run(handlingOf(), waitForDatabase(watch()), begin, inner);
    await expect(handled).rejects.toThrow('Connection terminated');
    expect(inner.calls).toBe(4);
  });

  it('goes on as long as it takes when no try gets a transaction: that is not because of the message', async () => {
    const inner = failing(...Array.from({ length: 6 }, lost));
    await run(handlingOf(), waitForDatabase(watch()), inner);
    expect(inner.calls).toBe(7);
  });

  it('is not concerned with other failures', async () => {
    const database = watch();
    await expect(run(handlingOf(), waitForDatabase(database), failing(new Error('boom')))).rejects.toThrow(
      'boom',
    );
    expect(database.asked.times).toBe(0);
  });

  it('leaves the message to the broker when the consumer stops meanwhile', async () => {
    const untilItAnswers = () => Promise.reject(new LeftUnsettled());
    await expect(run(handlingOf(), waitForDatabase({ untilItAnswers }), failing(lost()))).rejects.toThrow(
      LeftUnsettled,
    );
  });
});
