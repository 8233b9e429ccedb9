import type { INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EventingHealth } from '../../src/eventing.health';
import { resolveOptions } from '../../src/resolve-options';
import { TimeoutMover } from '../../src/sagas/timeouts/timeout-mover';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { onRabbit } from '../broker/rabbit-admin';
import { RABBITMQ_URL } from '../support/test-broker';
import { FulfilOrder } from './support/fulfil-order.saga';
import { SagaWorld } from './support/saga-world';

jest.setTimeout(120_000);

describe('A time-out that was sent and not handled', () => {
  let world: SagaWorld;
  let queue: string;
  const movers: TimeoutMover[] = [];

  beforeEach(async () => {
    world = await SagaWorld.create();
    queue = new BrokerNames('svc', world.namespace).queue('fulfil-order');
  });
  afterEach(async () => {
    await Promise.all(movers.splice(0).map((mover) => mover.stop()));
    await world?.end();
  });

  const hasSteps = (key: string, ...steps: string[]) =>
    eventually(
      `${key} to have taken ${steps.join(', ')}`,
      async () => expect(await world.steps(key)).toEqual(steps) === undefined,
    );
  const lengthOf = (name: string) =>
    onRabbit(RABBITMQ_URL, async (channel) => (await channel.checkQueue(name)).messageCount);

  /** Sends what is due without anybody there who would handle it: the queue is declared, but its service does not consume. */
  function sendOnly(bystander: INestApplicationContext, sagas: string[], resendAfterMs: number) {
    const mover = new TimeoutMover(
      new UnitOfWork(world.database.dataSource),
      bystander.get<Broker>(BROKER),
      bystander.get(BrokerNames),
      resolveOptions({ service: 'svc', scheduling: { pollMs: 200, resendAfterMs } }, { NODE_ENV: 'test' }),
    );
    movers.push(mover);
    mover.start(sagas);
    return mover;
  }

  /** The saga's queue exists and nobody consumes from it; what is left is a process that only has a broker. */
  async function withQueueOnly(): Promise<INestApplicationContext> {
    await world.stop(await world.replica());
    return world.replica({ providers: [] });
  }

  it('comes after its queue was deleted with it and came back', async () => {
    const bystander = await withQueueOnly();
    await world.due(['lost', 'also lost']);
    const mover = sendOnly(bystander, ['fulfil-order'], 500);
    await eventually('both to be in the queue', async () => (await lengthOf(queue)) >= 2);
    await mover.stop();
    await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(queue));
    await world.replica({ scheduling: { resendAfterMs: 500 } });
    await hasSteps('lost', 'too late');
    await hasSteps('also lost', 'too late');
    expect(await world.timeouts('lost')).toEqual([]);
  });

  it('comes after its queue was deleted under the very consumer that it had been handed to', async () => {
    const service = await world.replica({ scheduling: { resendAfterMs: 500 } });
    let tries = 0;
    service.get(FulfilOrder).afterStep = async () => {
      if (++tries > 1) return;
      await onRabbit(RABBITMQ_URL, (channel) => channel.deleteQueue(queue));
      throw new Error('and it fails, too'); // its retry comes home to a queue that may not be there
    };
    await world.due(['lost']);
    await hasSteps('lost', 'too late');
  });

  it('is handled once, however often it was sent while its saga was busy', async () => {
    const service = await world.replica({ scheduling: { resendAfterMs: 50 } });
    await world.whileBusy('busy', '0 s', async () => {
      await eventually('it to be sent again', async () => ((await world.sends('busy')) ?? 0) >= 3);
    });
    await hasSteps('busy', 'too late');
    await eventually('every copy to be settled', async () => {
      const consumers = service.get(EventingHealth).state().consumers;
      return (await lengthOf(queue)) === 0 && consumers.every(({ inFlight }) => inFlight === 0);
    });
    expect(await world.steps('busy')).toEqual(['too late']);
    expect(service.get(FulfilOrder).taken).toBe(1);
  });

  it('is sent ever less often', async () => {
    const bystander = await withQueueOnly();
    await world.due(['patient']);
    sendOnly(bystander, ['fulfil-order'], 100);
    const waits: number[] = [];
    await eventually('it to be sent six times', async () => {
      const [row] = await world.query<{ sends: number; ms: number }>(
        `select sends, extract(epoch from look_at - sent_at)::float8 * 1000 as ms
         from eventing.saga_timeouts where sends > 0`,
      );
      if (row) waits[row.sends - 1] = Math.round(row.ms);
      return (row?.sends ?? 0) >= 6;
    });
    const expected = [100, 200, 400, 800, 1200];
    waits.forEach((wait, index) => expect(wait).toBe(expected[index] ?? 1200)); // one that nobody saw in time is missing
    expect(waits.at(-1)).toBe(1200);
  });

  it('and was parked is left to people', async () => {
    const service = await world.replica({
      scheduling: { resendAfterMs: 500 },
      handlers: { immediateTries: 1, retryDelays: [] },
    });
    service.get(FulfilOrder).afterStep = () => Promise.reject(new Error('no way'));
    await world.due(['hopeless']);
    await eventually('it to be parked', () => service.get(DeadLetters).count());
    const sends = await eventually('it to be left alone', async () => {
      const [row] = await world.query<{ left: boolean }>(
        "select look_at > clock_timestamp() + interval '3 s' and extract(epoch from look_at - sent_at) > 5.5 as left from eventing.saga_timeouts",
      );
      return row?.left && (await world.sends('hopeless'));
    });
    expect(sends).toBeLessThan(5); // one that is sent again waits so long only from the fifth time on
    expect(await world.timeouts('hopeless')).toEqual(['stock']);
  });

  it('does not keep those of other sagas, not even 5000 whose queue is gone', async () => {
    const bystander = await withQueueOnly();
    await world.due(
      Array.from({ length: 5_000 }, (_, n) => `order-${n}`),
      { saga: 'abolished', since: '1 h' },
    );
    const mover = sendOnly(bystander, ['abolished', 'fulfil-order'], 60_000);
    await eventually('the missing queue to be told', () => mover.troubles.length);
    await world.due(['fine']);
    await eventually('the one that can go to be in its queue', async () => (await lengthOf(queue)) === 1);
    expect(mover.troubles).toEqual([expect.stringMatching(/svc\.abolished does not exist \(yet\)/)]);
    expect(await world.sends('order-1')).toBe(0); // they are still due
  });
});
