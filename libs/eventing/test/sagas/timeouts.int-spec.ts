import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import type { Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EventingHealth } from '../../src/eventing.health';
import { resolveOptions } from '../../src/resolve-options';
import { TimeoutMover } from '../../src/sagas/timeouts/timeout-mover';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { RecordingBroker } from '../handlers/support/recording-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { RABBITMQ_URL } from '../support/test-broker';
import { OrderPlaced, PaymentSuccessful, StockReserved } from './support/contracts';
import { FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(120_000);

describe('A time-out of a saga', () => {
  let world: SagaWorld;
  let service: INestApplicationContext;
  let saga: FulfilOrder;

  beforeEach(async () => {
    world = await SagaWorld.create();
    service = await world.replica();
    saga = service.get(FulfilOrder);
  });
  afterEach(() => world?.end());

  const place = (orderId: string) => world.send(service, new OrderPlaced({ orderId, total: 100 }));
  const reserve = (orderId: string) => world.send(service, new StockReserved({ orderId }));
  const hasSteps = (orderId: string, steps: string[]) =>
    eventually(
      `${orderId} to have taken ${steps.join(', ')}`,
      async () => expect(await world.steps(orderId)).toEqual(steps) === undefined,
    );
  /** Whatever was due before this order's time-out, which is as long, has come before it does. */
  const untilAnotherFires = async (orderId: string) => {
    await place(orderId);
    await hasSteps(orderId, ['placed', 'too late']);
  };

  it('comes when it is due, and carries on correlation and cause', async () => {
    saga.stockWithin = '150ms';
    const placed = await place('late');
    await hasSteps('late', ['placed', 'too late']);
    expect(await world.saga('late')).toMatchObject({ status: 'completed', version: 2 });
    expect(await world.timeouts('late')).toEqual([]);
    const [cancelled] = await world.published('late');
    expect(cancelled).toMatchObject({ type: 'svc.order-cancelled.v1', correlationid: placed.correlationid });
    expect(await world.handled(cancelled?.causationid ?? '')).toBe('handled'); // the time-out itself
  });

  it('does not come when it was cancelled, replaced by a later one, or the saga completed', async () => {
    saga.stockWithin = '500ms';
    await place('cancelled');
    saga.afterStep = (step, process) =>
      step === 'placed' && process.key === 'completed' && process.complete();
    await place('completed');
    await place('replaced');
    await hasSteps('replaced', ['placed']);
    saga.afterStep = (step, process) =>
      step === 'pay' &&
      process.key === 'replaced' &&
      process.timeout('stock', new Date(Date.now() + 3_600_000));
    await reserve('replaced');
    await reserve('cancelled');
    await hasSteps('replaced', ['placed', 'pay']);
    await hasSteps('cancelled', ['placed', 'pay']);
    await untilAnotherFires('one that is not');
    expect(await world.steps('cancelled')).toEqual(['placed', 'pay']);
    expect(await world.steps('replaced')).toEqual(['placed', 'pay']);
    expect(await world.steps('completed')).toEqual(['placed']);
    expect(await world.timeouts('replaced')).toEqual(['payment', 'stock']);
    expect(await world.timeouts('completed')).toEqual([]);
  });

  it('is dropped when a step that was faster cancels it while it is on its way', async () => {
    const other = await world.replica();
    await place('overtaken');
    await hasSteps('overtaken', ['placed']);
    saga.afterStep = other.get(FulfilOrder).afterStep = async (step) => {
      if (step !== 'pay') return;
      await world.query(
        "update eventing.saga_timeouts set due_at = now(), look_at = now() where key = 'overtaken' and name = 'stock'",
      );
      await eventually('the time-out to be on its way', async () => (await sentTimeout('overtaken'))?.length);
    };
    // The step has cancelled the time-out in its transaction only after it was sent: it waits in the queue, or for the saga.
    await reserve('overtaken');
    await hasSteps('overtaken', ['placed', 'pay']);
    await eventually(
      'the time-out to be done with',
      async () => (await world.handled(lastSent)) === 'handled',
    );
    expect(await world.steps('overtaken')).toEqual(['placed', 'pay']);
    expect(await world.publishedTypes('overtaken')).toEqual(['payment-requested']);
  });

  let lastSent = '';
  async function sentTimeout(key: string) {
    const rows = await world.query<{ id: string }>(
      'select id from eventing.saga_timeouts where key = $1 and sent_at is not null',
      [key],
    );
    lastSent = rows[0]?.id ?? lastSent;
    return rows;
  }

  it('wins over an event that comes while it is handled: the event finds the saga completed', async () => {
    const other = await world.replica();
    let paid: { id: string } | undefined;
    const hold = async (step: string) => {
      if (step !== 'too late') return;
      paid = await world.send(other, new PaymentSuccessful({ orderId: 'decided' }));
      await eventually('the event to wait for the saga', async () => {
        const [waiting] = await world.query<{ count: number }>(
          `select count(*)::int as count from pg_stat_activity where datname = current_database()
             and wait_event_type = 'Lock' and query like '%eventing.sagas%for update'`,
        );
        return waiting?.count;
      });
    };
    saga.afterStep = other.get(FulfilOrder).afterStep = hold;
    saga.stockWithin = other.get(FulfilOrder).stockWithin = '50ms';
    await place('decided');
    await hasSteps('decided', ['placed', 'too late']);
    await eventually('the event to be handled', async () => paid && (await world.handled(paid.id)));
    expect(await world.publishedTypes('decided')).toEqual(['order-cancelled']);
  });

  it('that cannot be answered is tried again, and parked at last; others are not held up', async () => {
    let tries = 0;
    saga.stockWithin = '50ms';
    saga.afterStep = (step, { key }) => {
      if (step === 'too late' && key === 'hopeless') throw new Error(`no way, ${++tries}`);
    };
    await place('hopeless');
    await place('fine');
    await hasSteps('fine', ['placed', 'too late']);
    const [letter] = await eventually('it to be parked', async () => {
      const letters = await service.get(DeadLetters).find();
      return letters.length > 0 && letters;
    });
    expect(letter).toMatchObject({
      consumer: 'fulfil-order',
      reason: 'exhausted',
      type: 'svc.fulfil-order-timed-out.v1',
      errorMessage: 'no way, 5',
      attempts: 5,
    });
    const body = await service.get(DeadLetters).bodyOf(letter?.id ?? '');
    expect(JSON.parse(String(body))).toMatchObject({
      subject: 'hopeless',
      data: { key: 'hopeless', name: 'stock' },
    });
    expect(await world.saga('hopeless')).toMatchObject({ status: 'active', version: 1 });
    expect(await world.timeouts('hopeless')).toEqual(['stock']); // it is still waited for, and may be sent round again
  });

  it('that no method answers is refused when it is asked for', async () => {
    saga.afterStep = (_step, process) => process.timeout('stcok', '1m');
    await place('mistyped');
    const letters = await eventually('it to be parked', async () => {
      const found = await service.get(DeadLetters).find();
      return found.length > 0 && found;
    });
    expect(letters).toMatchObject([
      {
        reason: 'permanent',
        errorMessage: expect.stringContaining("Put @OnTimeout('stcok') on one, or mend the name. There is"),
      },
    ]);
  });

  it('comes after a restart, however long it has been overdue', async () => {
    saga.stockWithin = '300ms';
    await place('restart');
    await hasSteps('restart', ['placed']);
    await world.stop(service);
    await eventually('it to be overdue', async () => {
      const [row] = await world.query<{ overdue: boolean }>(
        'select due_at < clock_timestamp() as overdue from eventing.saga_timeouts',
      );
      return row?.overdue;
    });
    expect(await world.steps('restart')).toEqual(['placed']);
    service = await world.replica();
    await hasSteps('restart', ['placed', 'too late']);
  });

  it('comes exactly once each, when 2000 are due at once and two replicas share them', async () => {
    const other = await world.replica();
    await world.due(Array.from({ length: 2000 }, (_, n) => `order-${n}`));
    await eventually('all to be completed', async () => {
      const [rest] = await world.query<{ count: number }>(
        "select count(*)::int as count from eventing.sagas where status = 'active'",
      );
      return rest?.count === 0;
    });
    const [counts] = await world.query(`
      select count(*)::int as steps, count(distinct key)::int as keys,
             (select count(*)::int from eventing.saga_timeouts) as waiting,
             (select count(*)::int from eventing.outbox) as published
      from step_taken`);
    expect(counts).toEqual({ steps: 2000, keys: 2000, waiting: 0, published: 2000 });
    const shares = [service, other].map((replica) => replica.get(FulfilOrder).taken);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  it('stays due while there is no queue to send it to', async () => {
    await world.stop(service);
    await world.due(['early']);
    const broker = new RecordingBroker();
    broker.answers.push('unroutable', new Error('a nack'));
    const mover = new TimeoutMover(
      new UnitOfWork(world.database.dataSource),
      broker as unknown as Broker,
      new BrokerNames('svc'),
      resolveOptions({ service: 'svc' }, { NODE_ENV: 'test' }),
    );
    mover.start(['fulfil-order']);
    try {
      await eventually('the missing queue to be told', () =>
        /svc\.fulfil-order does not exist/.test(mover.troubles[0] ?? ''),
      );
      expect(await unsent()).toBe(1);
      await eventually('the nack to be told', () => mover.troubles[0]?.includes('a nack'));
      await eventually('it to be sent', async () => (await unsent()) === 0);
      // Once to no queue, once to one: the nack is no publishing.
      const address = { exchange: 'svc.direct', routingKey: 'svc.fulfil-order' };
      expect(broker.published).toEqual([expect.objectContaining(address), expect.objectContaining(address)]);
    } finally {
      await mover.stop();
    }
  });

  async function unsent(): Promise<number | undefined> {
    const [row] = await world.query<{ count: number }>(
      'select count(*)::int as count from eventing.saga_timeouts where sent_at is null',
    );
    return row?.count;
  }

  it('waits while the broker is away, which the health shows, and comes afterwards', async () => {
    await world.stop(service);
    const proxy = await TcpProxy.before(RABBITMQ_URL);
    try {
      service = await world.replica({ brokerUrl: proxy.url });
      service.get(FulfilOrder).stockWithin = '300ms';
      await place('cut off');
      await hasSteps('cut off', ['placed']);
      proxy.refuse();
      const troubles = () => service.get(EventingHealth).state().scheduling.troubles;
      await eventually('it to be in trouble', () => troubles().length);
      expect(troubles()).toEqual([
        expect.stringContaining('"stock" of fulfil-order cut off is due, but cannot be sent'),
      ]);
      proxy.letThrough();
      await hasSteps('cut off', ['placed', 'too late']);
      await eventually('it to be well', () => troubles().length === 0);
    } finally {
      await world.stop(service);
      await proxy.close();
    }
  });
});
