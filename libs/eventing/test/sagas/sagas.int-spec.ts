import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { v7 as uuidv7 } from 'uuid';
import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EventingHealth } from '../../src/eventing.health';
import { forgetCompletedSagas } from '../../src/sagas/retention';
import { OrderPlaced, PaymentSuccessful, StockReserved } from './support/contracts';
import { asked, FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(60_000);

describe('A saga', () => {
  let world: SagaWorld;
  let service: INestApplicationContext;
  let saga: FulfilOrder;

  beforeAll(async () => {
    world = await SagaWorld.create();
    service = await world.replica({ handlers: { immediateTries: 3, retryDelays: ['200ms', '500ms'] } });
    saga = service.get(FulfilOrder);
  });
  afterEach(() => {
    saga.afterStep = () => undefined;
  });
  afterAll(() => world?.end());

  const place = (orderId: string) => world.send(service, new OrderPlaced({ orderId, total: 100 }));
  const reserve = (orderId: string) => world.send(service, new StockReserved({ orderId }));
  const pay = (orderId: string) => world.send(service, new PaymentSuccessful({ orderId }));
  const taken = (orderId: string, steps: string[]) =>
    eventually(
      `${orderId} to have taken ${steps.join(', ')}`,
      async () => expect((await world.saga(orderId))?.state.steps).toEqual(steps) === undefined,
    );
  const isHandled = (id: string) => eventually('the event to be handled', () => world.handled(id));

  it('goes from step to step, remembers, publishes, and is completed', async () => {
    await place('walk');
    await taken('walk', ['placed']);
    expect(await world.timeouts('walk')).toEqual(['stock']);
    const reserved = await reserve('walk');
    await taken('walk', ['placed', 'pay']);
    expect(await world.timeouts('walk')).toEqual(['payment']);
    await pay('walk');
    await taken('walk', ['placed', 'pay', 'confirm']);

    expect(await world.saga('walk')).toMatchObject({
      status: 'completed',
      version: 3,
      state: { total: 100 },
    });
    expect(await world.timeouts('walk')).toEqual([]);
    expect(await world.steps('walk')).toEqual(['placed', 'pay', 'confirm']);
    expect(await world.published('walk')).toMatchObject([
      {
        type: 'svc.payment-requested.v1',
        data: { amount: 100 },
        causationid: reserved.id,
        correlationid: reserved.correlationid,
      },
      { type: 'svc.order-confirmed.v1' },
    ]);
  });

  it('takes each event once, however often it is delivered', async () => {
    const id = uuidv7();
    const placed = new OrderPlaced({ orderId: 'twice', total: 1 });
    await Promise.all([1, 2, 3].map(() => world.send(service, placed, { id })));
    const reserved = uuidv7();
    await Promise.all(
      [1, 2].map(() => world.send(service, new StockReserved({ orderId: 'twice' }), { id: reserved })),
    );
    await isHandled(reserved);
    await world.send(service, placed, { id });
    await pay('twice');
    await taken('twice', ['placed', 'pay', 'confirm']);
    expect(await world.publishedTypes('twice')).toEqual(['payment-requested', 'order-confirmed']);
  });

  it('undoes everything a failed step did, and takes it once when it is tried again', async () => {
    await place('fails');
    await taken('fails', ['placed']);
    let failures = 2;
    saga.afterStep = () => {
      if (failures-- > 0) throw new Error('after everything was done');
    };
    await reserve('fails');
    await taken('fails', ['placed', 'pay']);
    expect(await world.publishedTypes('fails')).toEqual(['payment-requested']);
    expect(await world.steps('fails')).toEqual(['placed', 'pay']);
    expect(await world.saga('fails')).toMatchObject({ version: 2 });
  });

  it('takes an event that overtook its start, once it has started', async () => {
    const reserved = await reserve('overtaken');
    await eventually('three tries at once to be over', () => (asked.get('overtaken') ?? 0) >= 3);
    await place('overtaken');
    await taken('overtaken', ['placed', 'pay']);
    expect(await world.handled(reserved.id)).toBe('handled');
  });

  it('parks an event whose saga is never started, and says so', async () => {
    const reserved = await reserve('never');
    const letter = await eventually('it to be parked', async () => {
      const [found] = await service.get(DeadLetters).find({ text: 'never' });
      return found;
    });
    expect(letter).toMatchObject({
      consumer: 'fulfil-order',
      reason: 'exhausted',
      errorName: 'SagaNotStartedError',
      errorMessage: expect.stringMatching(
        /no saga fulfil-order with the key never.*started by sales\.order-placed\.v1/,
      ),
      eventId: reserved.id,
      attempts: 5, // three at once, two later
    });
    expect(await world.saga('never')).toBeUndefined();
  });

  it('ignores a second start while it runs, and everything once it is completed; all of it counts as handled', async () => {
    await place('again');
    await taken('again', ['placed']);
    const second = await place('again');
    await isHandled(second.id);
    expect(await world.saga('again')).toMatchObject({ version: 1, state: { steps: ['placed'] } });

    await reserve('again');
    await taken('again', ['placed', 'pay']);
    await pay('again');
    await taken('again', ['placed', 'pay', 'confirm']);
    for (const late of [await place('again'), await reserve('again'), await pay('again')]) {
      await isHandled(late.id);
      expect(await world.handled(late.id)).toBe('handled');
    }
    expect(await world.saga('again')).toMatchObject({ status: 'completed', version: 3 });
    expect(await world.steps('again')).toEqual(['placed', 'pay', 'confirm']);
  });

  it('is started once when several events start it at the same moment', async () => {
    let waiting = 0;
    saga.afterStep = () =>
      eventually('both to be at it', () => (waiting += 1) && waiting >= 2, 2_000).catch(() => undefined);
    const starts = await Promise.all([1, 2, 3, 4].map(() => place('race')));
    for (const { id } of starts) await isHandled(id);
    expect(waiting).toBeGreaterThanOrEqual(2); // they did meet
    expect(await world.steps('race')).toEqual(['placed']);
    expect(await world.saga('race')).toMatchObject({ version: 1 });
  });

  it('takes the events of one saga one after the other, none on a state that is old', async () => {
    await place('crowd');
    await taken('crowd', ['placed']);
    const events = await Promise.all(Array.from({ length: 20 }, () => reserve('crowd')));
    for (const { id } of events) await isHandled(id);
    expect(await world.saga('crowd')).toMatchObject({ version: 21 });
    expect((await world.saga('crowd'))?.state.steps).toHaveLength(21);
  });

  it('tries again at once when its row was changed behind its back', async () => {
    await place('tampered');
    await taken('tampered', ['placed']);
    let tampered = false;
    saga.afterStep = async (_step, { key }) => {
      if (tampered) return;
      tampered = true;
      await service
        .get(FulfilOrder)
        ['unitOfWork'].manager.query('update eventing.sagas set version = version + 1 where key = $1', [key]);
    };
    const { id } = await reserve('tampered');
    await isHandled(id);
    expect(tampered).toBe(true);
    expect(await world.saga('tampered')).toMatchObject({ version: 2, state: { steps: ['placed', 'pay'] } });
  });

  it('parks a step that leaves a state behind which cannot be stored, and says where', async () => {
    saga.afterStep = (_step, { state }) => Object.assign(state, { since: new Date() });
    await place('a date in the state');
    const letter = await eventually('it to be parked', async () => {
      const [found] = await service.get(DeadLetters).find({ text: 'state.since' });
      return found;
    });
    expect(letter).toMatchObject({
      reason: 'permanent',
      errorMessage: expect.stringContaining('state.since is a Date'),
    });
    expect(await world.saga('a date in the state')).toBeUndefined();
  });

  it('is counted for the health', async () => {
    const other = await world.replica();
    const sagas = await eventually('it to be counted', () => {
      const { sagas: summaries } = other.get(EventingHealth).state();
      return summaries.length > 0 && summaries;
    });
    const [{ active }] = (await world.query<{ active: number }>(
      "select count(*)::int as active from eventing.sagas where status = 'active'",
    )) as [{ active: number }];
    expect(active).toBeGreaterThan(0);
    expect(sagas).toEqual([
      { name: 'fulfil-order', active, oldestStartedAt: expect.any(Date), overdueTimeouts: 0 },
    ]);
  });

  it('is forgotten some time after it was completed; one that runs never is', async () => {
    await world.query(
      `insert into eventing.sagas (name, key, status, completed_at)
       select 'fulfil-order', 'old-' || n, 'completed', now() - n * interval '1 day' from generate_series(1, 20) n`,
    );
    await world.query(
      `insert into eventing.sagas (name, key, started_at) values ('fulfil-order', 'eternal', now() - interval '1 year')`,
    );
    const connection = await DedicatedConnection.open(world.database.dataSource, { name: 'test' });
    expect(await forgetCompletedSagas(connection, 10.5)).toBe(10);
    await connection.close();
    const left = await world.query<{ key: string }>(
      "select key from eventing.sagas where key like 'old-%' or key = 'eternal'",
    );
    expect(left.map(({ key }) => key).sort()).toEqual(
      ['eternal', ...Array.from({ length: 10 }, (_, n) => `old-${n + 1}`)].sort(),
    );
  });
});

it('A saga does the same on the broker in memory, time-outs included', async () => {
  const world = await SagaWorld.create();
  try {
    const service = await world.replica({ brokerUrl: 'in-memory' });
    service.get(FulfilOrder).stockWithin = '50ms';
    await world.send(service, new OrderPlaced({ orderId: 'in memory', total: 1 }));
    await eventually('it to be cancelled', async () => (await world.steps('in memory')).length === 2);
    expect(await world.publishedTypes('in memory')).toEqual(['order-cancelled']);
  } finally {
    await world.end();
  }
});
