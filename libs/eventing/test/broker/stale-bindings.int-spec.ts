import { Logger } from '@nestjs/common';
import { BindingRecord } from '../../src/broker/binding-record';
import { InMemoryBroker } from '../../src/broker/in-memory/in-memory-broker';
import { InMemoryServer } from '../../src/broker/in-memory/in-memory-server';
import { BrokerNames } from '../../src/broker/names';
import { StaleBindings } from '../../src/broker/stale-bindings';
import { computeTopology } from '../../src/broker/compute-topology';
import type { Topology } from '../../src/broker/topology';
import { resolveOptions } from '../../src/resolve-options';
import { eventually } from '@warren/eventing/testing';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const names = new BrokerNames('shop');

/** The service in a version whose handler has this name and takes this event. */
function version(handler: string, routingKey: string): Topology {
  const subscriptions = [{ service: 'things', routingKey }];
  const options = resolveOptions({ service: 'shop' }, { NODE_ENV: 'test' });
  return computeTopology(
    names,
    [{ name: handler, kind: 'handler', subscriptions, retryDelays: [] }],
    options,
  );
}

describe('What older versions of a service have left on the broker', () => {
  const [older, newer] = [version('note', 'thing.v1'), version('note', 'thing.v2')];
  const renamed = version('write-down', 'thing.v2');
  let database: TestDatabase;
  let broker: InMemoryBroker;
  let server: InMemoryServer;
  let stale: StaleBindings;
  let warn: jest.SpyInstance;

  beforeEach(async () => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    database = await createTestDatabase();
    server = new InMemoryServer();
    broker = new InMemoryBroker(server);
    broker.start();
    await eventually('a connected broker', () => broker.status() === 'connected');
    stale = new StaleBindings(new BindingRecord(database.dataSource), broker);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await broker.close();
    await database.drop();
  });

  async function starts(topology: Topology): Promise<void> {
    await stale.want(topology);
    await broker.declare(topology);
    await stale.clear(topology);
  }
  const timePasses = (span: string) =>
    database.dataSource.query('update eventing.bindings set wanted_at = wanted_at - $1::interval', [span]);
  const publish = (routingKey: string) =>
    broker.publish({ exchange: 'things.events', routingKey, body: Buffer.from('{}'), properties: {} });
  const told = () => warn.mock.calls.map(([line]) => String(line)).join('\n');

  it('is unbound when no process has wanted it for a day', async () => {
    await starts(older);
    await timePasses('25 hours');
    await starts(newer);
    expect([await publish('thing.v1'), await publish('thing.v2')]).toEqual(['unroutable', 'routed']);
    expect(told()).toContain('Unbound thing.v1 of things.events from shop.note');
    warn.mockClear();
    await starts(newer);
    expect(told()).toBe('');
  });

  it('stays bound while an old process runs beside the new one, however long the update takes', async () => {
    await starts(older);
    await starts(newer);
    for (let hours = 0; hours < 48; hours += 12) {
      await timePasses('12 hours');
      for (const running of [older, newer]) {
        await stale.want(running);
        await stale.clear(running);
      }
    }
    expect([await publish('thing.v1'), await publish('thing.v2')]).toEqual(['routed', 'routed']);
  });

  it('comes back with the version that needs it', async () => {
    await starts(older);
    await timePasses('25 hours');
    await starts(newer);
    await starts(older);
    expect(await publish('thing.v1')).toBe('routed');
  });

  it('is not taken from a version that comes back at that very moment: it waits, and binds after', async () => {
    await starts(older);
    await timePasses('25 hours');
    await stale.want(newer);
    const order: string[] = [];
    let comesBack: Promise<void> = Promise.resolve();
    const record = new BindingRecord(database.dataSource);
    await record.unbindStale(['shop.note'], async (binding) => {
      comesBack = starts(older).then(() => void order.push('bound'));
      await eventually('it waits', async () => {
        const [{ waiting }] = await database.dataSource.query(
          `select count(*)::int as waiting from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return waiting === 1;
      });
      await broker.unbind(binding);
      order.push('unbound');
    });
    await comesBack;
    expect(order).toEqual(['unbound', 'bound']);
    expect(await publish('thing.v1')).toBe('routed');
  });

  it('stays on record when the broker could not unbind it, and is unbound next time', async () => {
    await starts(older);
    await timePasses('25 hours');
    await stale.want(newer);
    await broker.declare(newer);
    server.state = 'away';
    await stale.clear(newer);
    expect(told()).toContain('Could not look for stale bindings');
    server.state = 'up';
    await stale.clear(newer);
    expect(await publish('thing.v1')).toBe('unroutable');
  });

  it('is told and left alone where it is the queue of a handler that was renamed, until it is deleted', async () => {
    await starts(older);
    await publish('thing.v1');
    await timePasses('25 hours');
    await starts(renamed);
    expect(told()).toMatch(/Nobody takes messages from the queue shop\.note \(1 ready\)/);
    expect(await publish('thing.v1')).toBe('routed');
    server.deleteQueue('shop.note');
    warn.mockClear();
    await stale.clear(renamed);
    expect(told()).toBe('');
    expect(await new BindingRecord(database.dataSource).orphansBeside([])).toEqual([]);
  });

  it('is left for later when the database does not answer at all', async () => {
    const never = { want: () => new Promise<void>(() => undefined) } as unknown as BindingRecord;
    jest.useFakeTimers();
    const wanting = new StaleBindings(never, broker).want(newer);
    await jest.advanceTimersByTimeAsync(60_000);
    jest.useRealTimers();
    await wanting;
    expect(told()).toContain('there was no answer');
  });

  it('waits while the database is away; nothing else does', async () => {
    await database.dataSource.query('drop table eventing.bindings');
    await starts(newer);
    expect(await publish('thing.v2')).toBe('routed');
    expect(told()).toContain('Could not note what is bound');
  });
});
