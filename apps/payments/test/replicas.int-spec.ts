import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplication } from '@nestjs/common';
import type { PaymentRequested } from '@warren/contracts';
import { UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { GivePaymentBackWhenOrderCancelled } from '../src/integration/give-payment-back-when-order-cancelled.handler';
import { TakePaymentWhenRequested } from '../src/integration/take-payment-when-requested.handler';
import { DueOrders } from '../src/persistence/due-orders';
import { PayableOrdersInDatabase } from '../src/persistence/payable-orders-in-database';
import { PaymentRunner } from '../src/process/payment-runner';
import { SimulatedProvider } from '../src/provider/simulated/simulated-provider';
import { SettlePaymentsHandler } from '../src/commands/settle-payments/settle-payments.handler';
import { orderCancelled, paymentRequested } from './support/order-events';
import { PaymentsUnderTest } from './support/payments-under-test';

jest.setTimeout(120_000);

const LIFE_OF_A_CANCELLED = /^(authorized )?(failed|successful refunded)$/;

let payments: PaymentsUnderTest;
let replicas: [INestApplication, INestApplication];

beforeAll(async () => {
  payments = await PaymentsUnderTest.start({ SIMULATED_PROVIDER_LATENCY: '20ms', PROVIDER_TIME_LIMIT: '2s' });
  replicas = [payments.service.app, (await payments.service.startReplica()).app];
});

afterEach(() => jest.restoreAllMocks());

afterAll(() => payments.stop());

describe('two replicas', () => {
  it('end every payment that is taken by one and given back by the other as refunded or as never captured', async () => {
    const [one, other] = replicas;
    const take = one.get(TakePaymentWhenRequested);
    const giveBack = other.get(GivePaymentBackWhenOrderCancelled);
    const untilTaken = async (request: PaymentRequested) => {
      await one.get(UnitOfWork).run(() => take.handle(request));
      await payments.untilNothingIsDue(request);
    };
    await payments.hear(paymentRequested()); // the first one is slower than all others
    const begin = performance.now();
    await untilTaken(paymentRequested());
    const undisturbed = performance.now() - begin;
    // From cancelled before it is asked for to cancelled when it has long been captured, however fast the machine is.
    const delays = Array.from({ length: 40 }, (_, index) => (undisturbed * index) / 20);
    const endings = new Map<string, number>();
    for (const delay of delays) {
      const request = paymentRequested();
      await Promise.all([
        untilTaken(request),
        pause(delay).then(() => other.get(UnitOfWork).run(() => giveBack.handle(orderCancelled(request)))),
      ]);
      await payments.untilNothingIsDue(request);
      const life = (await payments.life(request.paymentId)).join(' ');
      expect(life).toMatch(LIFE_OF_A_CANCELLED);
      const charge = await payments.charge(request.paymentId);
      expect([undefined, 'voided', 'refunded']).toContain(charge);
      expect(charge === 'refunded').toBe(life.endsWith('refunded'));
      endings.set(life, (endings.get(life) ?? 0) + 1);
    }
    // The race was one: it did not always end the same way.
    expect(endings.size).toBeGreaterThan(1);
  });

  it('agree on the money when many orders are paid and cancelled at the same time', async () => {
    const tokens = ['tok_success', 'tok_flaky', 'tok_declined'];
    const requests = Array.from({ length: 36 }, (_, index) => paymentRequested({ token: tokens[index % 3] }));
    const cancelled = requests.filter((_, index) => index % 2 === 0);
    const events = [
      ...requests,
      ...requests.map((request) => paymentRequested({ ...request, amount: 1999 })),
    ];
    await payments.hear(
      ...events.flatMap((event, index) => (index % 2 === 0 ? [orderCancelled(event), event] : [event])),
    );
    for (const request of requests) {
      const life = (await payments.life(request.paymentId)).join(' ');
      if (cancelled.includes(request)) expect(life).toMatch(LIFE_OF_A_CANCELLED);
      else expect(life).toBe(request.token === 'tok_declined' ? 'failed' : 'authorized successful');
    }
    const [provider, told] = await payments.books();
    expect(provider).toBe(told);
  });

  it('hold neither lock nor transaction while the provider is called, and have told the database what they are about to do', async () => {
    const provider = SimulatedProvider.prototype;
    const look = (reference: string) =>
      payments.service.query(
        `select from payable_orders o join payments p using (order_id)
          where p.id = $1 for update of o, p nowait`,
        [reference],
      );
    // Of this process: the query itself is active, and a connection whose transaction waits is not.
    const waiting = () =>
      payments.service.query<{ query: string }>(
        `select query from pg_stat_activity
          where datname = current_database() and state like 'idle in transaction%' and query ~ 'payable_orders|inbox'`,
      );
    const seen: [call: string, rows: number][] = [];
    for (const call of ['capture', 'void', 'refund'] as const) {
      const original = provider[call] as (this: SimulatedProvider, ...args: unknown[]) => Promise<never>;
      jest.spyOn(provider, call).mockImplementation(async function (this: SimulatedProvider, ...args) {
        seen.push([call, (await look(args[0])).length]);
        return original.apply(this, args);
      });
    }
    const { authorize } = provider;
    jest.spyOn(provider, 'authorize').mockImplementation(async function (this: SimulatedProvider, ...args) {
      seen.push(['authorize', (await look(args[0].reference)).length]);
      return authorize.apply(this, args);
    });
    const [paid, unanswered] = [paymentRequested(), paymentRequested({ token: 'tok_timeout' })];
    await payments.hear(paid);
    await payments.hear(orderCancelled(paid));
    const tries = payments.hear(unanswered);
    await eventually('the call without an answer', () => payments.charge(unanswered.paymentId));
    await eventually('all transactions to end', async () => (await waiting()).length === 0);
    expect(await payments.payment(unanswered.paymentId)).toMatchObject({ status: 'requested' });
    await payments.hear(orderCancelled(unanswered));
    await tries;
    expect(new Set(seen.map(([call]) => call))).toEqual(new Set(['authorize', 'capture', 'refund', 'void']));
    expect(seen.filter(([, rows]) => rows !== 1)).toEqual([]);
  });

  it('do not wait for a payment that somebody else is changing when they settle', async () => {
    const [busy, idle] = [paymentRequested(), paymentRequested()];
    await payments.hear(busy, idle);
    const [one, other] = replicas;
    const unitOfWork = other.get(UnitOfWork);
    await unitOfWork.run(async () => {
      const lock = 'select from payable_orders where order_id = $1 for update';
      await unitOfWork.manager.query(lock, [busy.orderId]);
      await one.get(SettlePaymentsHandler).execute();
      expect(await payments.life(idle.paymentId)).toContain('settled');
      expect(await payments.life(busy.paymentId)).not.toContain('settled');
    });
    await one.get(SettlePaymentsHandler).execute();
    expect(await payments.life(busy.paymentId)).toContain('settled');
  });

  it('settle each payment once', async () => {
    await payments.service.query(`
      with orders as (insert into payable_orders (order_id)
                      select gen_random_uuid() from generate_series(1, 250) returning order_id),
           paid as (insert into payments (id, order_id, user_id, amount, currency, method, status, history, captured_at)
                    select gen_random_uuid(), order_id, gen_random_uuid(), 100, 'EUR', 'card', 'captured', '[]', now()
                      from orders returning id)
      insert into simulated_provider.charges (reference, status, amount, currency) select id, 'captured', 100, 'EUR' from paid`);
    const settle = () => Promise.all(replicas.map((app) => app.get(SettlePaymentsHandler).execute()));
    await settle();
    await settle(); // what one passed over because the other held it
    const [row] = await payments.service.query<{ open: number; events: number; settled: number }>(`
      select (select count(*)::integer from payments where status = 'captured') as open,
             (select count(*)::integer from payments where status = 'settled') as settled,
             (select count(*)::integer from eventing.outbox where type = 'payments.payment-settled.v1') as events`);
    expect(row?.open).toBe(0);
    expect(row?.settled).toBeGreaterThanOrEqual(250);
    expect(row?.events).toBe(row?.settled);
  });
});

describe('a crash', () => {
  /** Lets the n-th change of each of these orders fail, before its commit or after it, in whichever replica. */
  function crashAt(crashes: Map<string, { change: number; committed: boolean }>): void {
    const changes = new Map<string, number>();
    const mayCrash = async <T>(orderId: string, write: () => Promise<T>): Promise<T> => {
      const count = (changes.get(orderId) ?? 0) + 1;
      changes.set(orderId, count);
      const crash = crashes.get(orderId);
      const crashesNow = crash?.change === count;
      if (crashesNow && !crash.committed) throw new Error('crashed before the commit');
      const result = await write();
      if (crashesNow) throw new Error('crashed after the commit');
      return result;
    };
    const orders = PayableOrdersInDatabase.prototype;
    const { change, answer } = orders;
    jest.spyOn(orders, 'change').mockImplementation(function (this: PayableOrdersInDatabase, orderId, work) {
      return mayCrash(orderId, () => change.call(this, orderId, work));
    });
    jest.spyOn(orders, 'answer').mockImplementation(function (this: PayableOrdersInDatabase, turn, work) {
      return mayCrash(turn.orderId, () => answer.call(this, turn, work));
    });
  }

  const points = [1, 2, 3].flatMap((change) => [
    { change, committed: false },
    { change, committed: true },
  ]);

  it('anywhere between the calls of the provider and their commits leaves one charge, told of once', async () => {
    const requests = points.map((point) => ({ point, request: paymentRequested() }));
    crashAt(new Map(requests.map(({ point, request }) => [request.orderId, point])));
    await payments.hear(...requests.map(({ request }) => request));
    for (const { request } of requests) {
      expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful']);
      expect(await payments.charge(request.paymentId)).toBe('captured');
    }
  });

  it('of the handler takes nothing: the provider is not called before it has committed', async () => {
    const { app } = payments.service;
    const request = paymentRequested();
    const crashed = app.get(UnitOfWork).run(async () => {
      await app.get(TakePaymentWhenRequested).handle(request);
      app.get(PaymentRunner).wake();
      throw new Error('crashed before the inbox was committed');
    });
    await expect(crashed).rejects.toThrow('crashed');
    await payments.hear(paymentRequested()); // whatever was due before this has had its turn
    expect(await payments.charge(request.paymentId)).toBeUndefined();
    expect(await payments.payment(request.paymentId)).toBeUndefined();
  });

  it('of a process that has a turn leaves it to another one, when its time has run out', async () => {
    const [one, other] = replicas;
    const request = paymentRequested();
    const dies = new Error('the process is gone, and writes nothing any more');
    const provider = jest.spyOn(SimulatedProvider.prototype, 'authorize').mockRejectedValueOnce(dies);
    for (const app of [one, other]) jest.spyOn(app.get(DueOrders), 'putOff').mockRejectedValueOnce(dies);
    await payments.others.say(request);
    await eventually('the turn to be lost', () => provider.mock.calls.length > 0);
    const lent = 'select from payable_orders where order_id = $1 and due_at > now()';
    expect(await payments.service.query(lent, [request.orderId])).toHaveLength(1);
    await payments.service.query('update payable_orders set due_at = now() where order_id = $1', [
      request.orderId,
    ]);
    await payments.untilNothingIsDue(request);
    expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful']);
  });

  it('while a payment is given back leaves one refund, told of once', async () => {
    const requests = points
      .filter(({ change }) => change < 3)
      .map((point) => ({ point, request: paymentRequested() }));
    await payments.hear(...requests.map(({ request }) => request));
    crashAt(new Map(requests.map(({ point, request }) => [request.orderId, point])));
    await payments.hear(...requests.map(({ request }) => orderCancelled(request)));
    for (const { request } of requests) {
      expect(await payments.life(request.paymentId)).toEqual(['authorized', 'successful', 'refunded']);
      expect(await payments.charge(request.paymentId)).toBe('refunded');
    }
  });
});
