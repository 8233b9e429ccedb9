import { Logger, type INestApplicationContext } from '@nestjs/common';
import { eventually, queuesOf } from '@warren/eventing/testing';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { OutboxReplay } from '../../src/replay/outbox-replay';
import type { Replay, ReplayRequest } from '../../src/replay/replay';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { CountSales, createTables, KeepSecret, sell, startShop, tellSecret } from './support/shop';

if (!process.env.TEST_LOG) Logger.overrideLogger(false);
jest.setTimeout(90_000);

const PRODUCTS = Array.from({ length: 20 }, (_, n) => `product-${n}`);

describe('A replay of the outbox', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let replays: OutboxReplay;
  let namespace: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    await createTables(database.dataSource);
    namespace = testNamespace();
    await restart();
  });
  afterEach(async () => {
    const deleteQueues = queuesOf(app);
    await app.close();
    await deleteQueues();
    await database.drop();
  });

  async function restart(providers: (typeof CountSales)[] = []): Promise<void> {
    await app?.close().catch(() => undefined);
    app = await startShop(database.url, namespace, providers);
    replays = app.get(OutboxReplay);
  }

  const query = <Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
    database.dataSource.query(sql, parameters);
  const count = async (table: string) =>
    (await query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? 0;

  /** Everything that the events have led to. */
  async function ledger() {
    return {
      stock: await query('select * from stock order by 1'),
      sales: await query('select * from sales order by 1'),
      inbox: await query('select event_id, consumer, outcome from eventing.inbox order by 1, 2'),
      held: await count('eventing.projection_held'),
      parked: await count('eventing.dead_letters'),
      kept: [...app.get(KeepSecret).kept].sort(),
    };
  }

  const pieces = async (table: 'sales' | 'stock') =>
    Number((await query<{ sum: string }>(`select sum(pieces) from ${table}`))[0]?.sum ?? 0);

  async function isSold(total: number, products = PRODUCTS.length): Promise<void> {
    await eventually('everything is sold, and taken from stock', async () => {
      const taken = products * 1_000 - (await pieces('stock'));
      return (await pieces('sales')) === total && taken === total;
    });
    const relayed = 'select last_position from eventing.relay_checkpoint order by id desc limit 1';
    await eventually('everything is relayed', async () => {
      const [checkpoint] = await query<{ last_position: string }>(relayed);
      return Number(checkpoint?.last_position) === (await count('eventing.outbox'));
    });
  }

  async function queuesAreEmpty(): Promise<void> {
    const [broker, names] = [app.get<Broker>(BROKER), app.get(BrokerNames)];
    for (const consumer of ['take-stock', 'sales', 'keep-secret'])
      await eventually(
        `${consumer} has nothing left`,
        async () => (await broker.lengthOf(names.queue(consumer))) === 0,
      );
  }

  async function run(request: ReplayRequest): Promise<Replay> {
    const { id } = await replays.request(request);
    let last: Replay | undefined;
    for await (const progress of replays.run(id)) last = progress;
    return last as Replay;
  }

  it('of the whole history changes nothing: no stock, no read model, no inbox; live events go on beside it', async () => {
    for (let round = 0; round < 10; round++) await sell(app, PRODUCTS);
    await tellSecret(app, 'one');
    await isSold(200);
    await eventually('the secret is kept', () => app.get(KeepSecret).kept.length === 1);
    const before = await ledger();
    expect(await run({ requestedBy: 'ann' })).toMatchObject({
      state: 'done',
      sent: 201,
      unroutable: 0,
      share: 1,
    });
    await queuesAreEmpty();
    await eventually('all is settled', async () => {
      expect(await ledger()).toEqual(before);
      return true;
    });

    const [replayed] = await Promise.all([run({}), sell(app, [...PRODUCTS, ...PRODUCTS], 2)]);
    expect(replayed.sent).toBe(201);
    await isSold(280);
    await queuesAreEmpty();
    expect(await pieces('sales')).toBe(280);
    expect(await count('eventing.dead_letters')).toBe(0);
  });

  it('fills the queue of a handler that is new, also beyond what inboxes remember; all is handled once', async () => {
    await sell(app, PRODUCTS, 3);
    await sell(app, PRODUCTS, 4);
    await tellSecret(app, 'two');
    await isSold(140);
    await query(`update eventing.outbox set created_at = created_at - interval '20 days'`);
    await restart([CountSales]);
    await expect(replays.request({})).rejects.toThrow(/inboxes remember what was handled for 14 days/);
    await expect(replays.request({ beyondInbox: true })).rejects.toThrow(/name its queue/);
    const toNew = { queue: 'shop.count-sales', beyondInbox: true };
    expect(await run(toNew)).toMatchObject({ state: 'done', sent: 40, withheld: 1 });
    await run(toNew);
    await eventually('all is counted', async () => (await count('counted')) === 40);
    await queuesAreEmpty();
    expect(await count('counted')).toBe(40);
    expect(await pieces('sales')).toBe(140);
    expect(await count('eventing.dead_letters')).toBe(0);
  });

  it('gives a confidential event to one queue only when its type is named', async () => {
    await tellSecret(app, 'three');
    await eventually('it is kept', () => app.get(KeepSecret).kept.length === 1);
    await isSold(0, 0);
    expect(await run({ queue: 'shop.sales' })).toMatchObject({ sent: 0, withheld: 1 });
    expect(await run({ queue: 'shop.keep-secret', types: ['shop.secret-told'] })).toMatchObject({
      sent: 1,
      withheld: 0,
    });
  });

  it('is of what was asked for: positions, times, types, one aggregate', async () => {
    await sell(app, PRODUCTS);
    await tellSecret(app, 'four');
    await isSold(20);
    expect(await run({ from: 3, to: 7 })).toMatchObject({ fromPosition: 3, toPosition: 7, sent: 5 });
    expect(await run({ types: ['shop.secret-told.v1'] })).toMatchObject({ sent: 1 });
    expect(await run({ aggregate: 'product/product-4' })).toMatchObject({ sent: 1 });
    expect(await run({ aggregate: 'product-5', types: ['shop.sold'] })).toMatchObject({ sent: 1 });
    await query(`update eventing.outbox set created_at = created_at - interval '3 days' where position <= 5`);
    await query(
      `update eventing.outbox set created_at = created_at - interval '1 day' where position between 6 and 8`,
    );
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
    expect(await run({ from: daysAgo(2), to: daysAgo(0.5) })).toMatchObject({ fromPosition: 6, sent: 3 });
    expect(await run({ from: daysAgo(0.5) })).toMatchObject({ fromPosition: 9, sent: 13 });
    expect(await run({ to: daysAgo(2) })).toMatchObject({ sent: 5 });
    expect(await run({ from: daysAgo(10), to: daysAgo(5) })).toMatchObject({
      sent: 0,
      share: 1,
      state: 'done',
    });
  });

  it('goes on where it was stopped, or left, and not in two processes at once', async () => {
    for (let round = 0; round < 10; round++) await sell(app, PRODUCTS);
    await isSold(200);
    const { id } = await replays.request({ perSecond: 100 });
    const loseTheConnectionAt = async (count: number) => {
      for await (const { sent } of replays.run(id))
        if (sent >= count)
          await query(
            `select pg_terminate_backend(pid) from pg_stat_activity
              where datname = current_database() and application_name like '%outbox replay'`,
          );
    };
    for await (const { sent, state } of replays.run(id)) {
      if (sent < 30 || state !== 'running') continue;
      await expect(replays.run(id).next()).rejects.toThrow(/Another process is at the replay/);
      await expect(replays.resume(id, 'ben')).rejects.toThrow(/Another process is at the replay/);
      await replays.stop(id, 'ann');
      await replays.stop(id, 'ben');
    }
    const stopped = (await replays.find(id)) as Replay;
    expect(stopped.state).toBe('stopped');
    expect(stopped.sent).toBeGreaterThanOrEqual(30);
    expect(stopped.sent).toBeLessThan(60);
    const by = (what: string, who: string) => ({ what, by: who, at: expect.any(Date) as Date });
    expect(stopped.history).toEqual([by('stopped', 'ann')]);
    expect((await replays.resume(id, 'ben')).history).toEqual([by('stopped', 'ann'), by('resumed', 'ben')]);

    for await (const { sent, state } of replays.run(id)) {
      expect(state).toBe('running');
      if (sent > stopped.sent) break;
    }
    expect((await replays.find(id))?.state).toBe('stopped');

    await expect(loseTheConnectionAt(100)).rejects.toThrow(/is interrupted: it can be resumed/);
    expect((await replays.find(id))?.state).toBe('interrupted');
    for await (const progress of replays.run(id)) expect(progress.detail).toBeUndefined();
    expect(await replays.find(id)).toMatchObject({ state: 'done', sent: 200, share: 1 });
    expect((await replays.list()).map((each) => each.id)).toEqual([id]);
    await expect(replays.resume(id, 'ann')).rejects.toThrow(/is done: all of it was sent/);
    expect((await replays.stop(id, 'ann')).history).toHaveLength(2);
  });

  it('is no faster than was asked for', async () => {
    await sell(app, PRODUCTS);
    await isSold(20);
    const begun = performance.now();
    expect(await run({ perSecond: 20 })).toMatchObject({ sent: 20 });
    expect(performance.now() - begun).toBeGreaterThan(900);
  });

  it('is refused where it cannot be meant', async () => {
    await expect(replays.request({})).rejects.toThrow(/Nothing has been relayed yet/);
    await sell(app, ['one']);
    await isSold(1, 1);
    await expect(replays.request({ queue: 'other.handler' })).rejects.toThrow(/name the types/);
    await expect(replays.request({ queue: 'other.handler', types: ['shop.sold'] })).rejects.toThrow(
      /There is no queue/,
    );
    await expect(replays.request({ from: 5, to: 3 })).rejects.toThrow(/before it begins/);
    await expect(replays.request({ perSecond: 0 })).rejects.toThrow(/from 1, not 0/);
    await expect(replays.run('0190c5d2-0000-7000-8000-000000000000').next()).rejects.toThrow(
      /There is no replay/,
    );
  });
});
