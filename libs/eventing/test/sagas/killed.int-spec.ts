import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { Outage } from '../handlers/support/outage';
import type { ForkedProcess } from '../support/forked-process';
import { startChildReplica, type ChildSetup } from './support/child-replica';
import { OrderPlaced, StockReserved } from './support/contracts';
import { FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(120_000);

describe('Sagas whose processes are killed', () => {
  let world: SagaWorld;
  let survivor: INestApplicationContext;
  const children: ForkedProcess[] = [];

  beforeEach(async () => {
    world = await SagaWorld.create();
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await world?.end();
  });

  const child = async (setup: Partial<ChildSetup> = {}) => {
    const { database, namespace } = world;
    const started = await startChildReplica({ databaseUrl: database.url, namespace, ...setup });
    children.push(started);
    return started;
  };
  /** A replica that can publish for others, and handles nothing itself. */
  const bystander = () => world.replica({ providers: [] });
  const hasSteps = (orderId: string, steps: string[]) =>
    eventually(
      `${orderId} to have taken ${steps.join(', ')}`,
      async () => expect(await world.steps(orderId)).toEqual(steps) === undefined,
    );
  const dueNow = () =>
    world.query('update eventing.saga_timeouts set due_at = clock_timestamp(), look_at = clock_timestamp()');

  it('in the middle of a step take it once, in another process', async () => {
    const publisher = await bystander();
    const doomed = await child({ dieAt: 'pay' });
    await world.send(publisher, new OrderPlaced({ orderId: 'paid', total: 1 }));
    await hasSteps('paid', ['placed']);
    await world.send(publisher, new StockReserved({ orderId: 'paid' }));
    expect(await doomed.ended).toBe('SIGKILL');
    expect(await world.steps('paid')).toEqual(['placed']);
    await child();
    await hasSteps('paid', ['placed', 'pay']);
    expect(await world.publishedTypes('paid')).toEqual(['payment-requested']);
  });

  it('in the middle of a time-out, or between sending it and noting so, answer it once, in another process', async () => {
    for (const moment of ['too late', 'timeout sent'] as const) {
      const publisher = await bystander();
      const doomed = await child({ dieAt: moment });
      await world.send(publisher, new OrderPlaced({ orderId: moment, total: 1 }));
      await hasSteps(moment, ['placed']);
      await dueNow();
      expect(await doomed.ended).toBe('SIGKILL');
      survivor = await world.replica();
      await hasSteps(moment, ['placed', 'too late']);
      await eventually('both deliveries to be done with', async () => {
        const [left] = await world.query<{ count: number }>(
          'select count(*)::int as count from eventing.saga_timeouts',
        );
        return left?.count === 0;
      });
      expect(await world.publishedTypes(moment)).toEqual(['order-cancelled']);
      await world.stop(survivor);
      await world.stop(publisher);
    }
  });

  it('by the same time-out again and again: it is parked as a crash suspect, and the others are answered', async () => {
    const deliveryLimit = 1;
    const publisher = await world.replica({ providers: [], deliveryLimit });
    const lethal = { dieAt: 'too late', dieFor: 'two', deliveryLimit } as const;
    let doomed = await child(lethal);
    for (const orderId of ['one', 'two', 'three']) {
      await world.send(publisher, new OrderPlaced({ orderId, total: 1 }));
      await hasSteps(orderId, ['placed']);
    }
    await dueNow();
    const letters = publisher.get(DeadLetters);
    await eventually('it to be parked, and the others answered', async () => {
      if (!doomed.isRunning) doomed = await child(lethal);
      const answeredOnes = [...(await world.steps('one')), ...(await world.steps('three'))];
      return (await letters.count()) === 1 && answeredOnes.length === 4;
    });
    expect(await letters.find()).toMatchObject([
      { consumer: 'fulfil-order', reason: 'crash-suspect', type: 'svc.fulfil-order-timed-out.v1' },
    ]);
    expect(await world.steps('two')).toEqual(['placed']);
  });

  it('at any moment of a storm of time-outs answer each exactly once', async () => {
    await Promise.all([child(), child()]);
    await world.due(Array.from({ length: 1000 }, (_, n) => `order-${n}`));
    for (const share of [100, 400]) {
      await eventually(`${share} to be answered`, async () => (await answered()).steps >= share);
      await children.shift()?.kill();
    }
    expect((await answered()).waiting).toBeGreaterThan(0); // they were at it
    survivor = await world.replica();
    await eventually('all to be answered', async () => (await answered()).waiting === 0);
    expect(await answered()).toEqual({ steps: 1000, keys: 1000, waiting: 0, published: 1000 });
    expect(await survivor.get(DeadLetters).count()).toBe(0);
  });

  interface Answered {
    steps: number;
    keys: number;
    waiting: number;
    published: number;
  }
  async function answered(): Promise<Answered> {
    const [counts] = await world.query<Answered>(`
      select count(*)::int as steps, count(distinct key)::int as keys,
             (select count(*)::int from eventing.saga_timeouts) as waiting,
             (select count(*)::int from eventing.outbox) as published
      from step_taken`);
    return counts as Answered;
  }

  it('go on after the database was away, with the time-outs that became due meanwhile', async () => {
    survivor = await world.replica();
    survivor.get(FulfilOrder).stockWithin = '400ms';
    await world.send(survivor, new OrderPlaced({ orderId: 'outage', total: 1 }));
    await hasSteps('outage', ['placed']);
    const [timeout] = await world.query<{ due: Date }>('select due_at as due from eventing.saga_timeouts');
    const outage = await Outage.begin(world.database.url);
    await eventually('it to be overdue', () => Date.now() > Number(timeout?.due));
    await outage.end();
    await eventually('the time-out to be answered', () =>
      world.steps('outage').then((steps) => steps.length === 2),
    );
  });
});
