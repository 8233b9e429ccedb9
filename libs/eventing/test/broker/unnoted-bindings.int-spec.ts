import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { BindingRecord } from '../../src/broker/binding-record';
import { InMemoryBroker } from '../../src/broker/in-memory/in-memory-broker';
import { InMemoryServer } from '../../src/broker/in-memory/in-memory-server';
import { BrokerNames } from '../../src/broker/names';
import { SetAsideQueues } from '../../src/broker/set-aside-queues';
import { StaleBindings } from '../../src/broker/stale-bindings';
import { TopologyDeclarer } from '../../src/broker/topology-declarer';
import { resolveOptions } from '../../src/resolve-options';
import type { ConsumerDefinition } from '../../src/handlers/consumer';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

jest.setTimeout(60_000);

const NOTE: ConsumerDefinition = {
  name: 'note',
  kind: 'handler',
  subscriptions: [{ service: 'things', routingKey: 'thing.v1' }],
  retryDelays: [],
};

describe('A binding that its process could not put on record', () => {
  let database: TestDatabase;
  let broker: InMemoryBroker;
  let record: BindingRecord;
  const declarers: TopologyDeclarer[] = [];

  beforeEach(async () => {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    database = await createTestDatabase();
    broker = new InMemoryBroker(new InMemoryServer());
    broker.start();
    await eventually('a connected broker', () => broker.status() === 'connected');
    record = new BindingRecord(database.dataSource);
    await start(record);
    declarers.splice(0).forEach((declarer) => declarer.stop());
    await database.dataSource.query("update eventing.bindings set wanted_at = now() - interval '25 hours'");
  });
  afterEach(async () => {
    declarers.splice(0).forEach((declarer) => declarer.stop());
    jest.restoreAllMocks();
    await broker.close();
    await database.drop();
  });

  /** A process of the service; resolves when it has declared what it needs. */
  async function start(its: BindingRecord): Promise<void> {
    const options = resolveOptions({ service: 'shop' }, { NODE_ENV: 'test' });
    const declarer = new TopologyDeclarer(
      broker,
      options,
      new BrokerNames('shop'),
      new StaleBindings(its, broker),
      new SetAsideQueues(database.dataSource, broker, options),
    );
    declarers.push(declarer);
    await new Promise<void>((declared) => declarer.keepDeclared([NOTE], declared));
  }
  const outcome = () =>
    broker.publish({
      exchange: 'things.events',
      routingKey: 'thing.v1',
      body: Buffer.from('{}'),
      properties: {},
    });
  const isOnRecord = async () => {
    const [row] = await database.dataSource.query<{ fresh: boolean }[]>(
      "select bool_and(wanted_at > now() - interval '1 hour') as fresh from eventing.bindings",
    );
    return row?.fresh === true;
  };

  it('is not taken for stale by that very process', async () => {
    const want = jest.spyOn(record, 'want').mockRejectedValueOnce(new Error('too many clients'));
    const unbindStale = jest.spyOn(record, 'unbindStale');
    await start(record);
    await eventually('it to be on record', isOnRecord);
    await eventually('stale ones to have been looked for', async () => {
      await Promise.all(unbindStale.mock.results.map(({ value }) => value as Promise<unknown>));
      return unbindStale.mock.calls.length;
    });
    expect(want.mock.calls.length).toBeGreaterThan(1);
    expect(await outcome()).toBe('routed');
  });

  it('is bound again after another process, which took its time, has unbound it', async () => {
    let unbind = (): void => undefined;
    const asked = new Promise<void>((resolve) => (unbind = resolve));
    const elsewhere = record.unbindStale(['shop.note'], async (binding) => {
      await asked;
      await broker.unbind(binding);
    });
    await eventually('the other process to have taken it', async () => {
      const [row] = await database.dataSource.query<{ locks: number }[]>(
        "select count(*)::int as locks from pg_stat_activity where datname = current_database() and state = 'idle in transaction'",
      );
      return row?.locks;
    });
    await start(record); // it waits for the record no longer than some seconds
    unbind();
    await elsewhere;
    await eventually('it to be bound', async () => (await outcome()) === 'routed');
    expect(await isOnRecord()).toBe(true);
  });
});
