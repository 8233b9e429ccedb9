import { connect as connectSocket } from 'node:net';
import { Client } from 'pg';
import { eventually } from '@warren/eventing/testing';
import { UnitOfWork } from '@warren/eventing';
import { testIssuer } from '@warren/platform/testing';
import { LiveClients } from '../src/read-models/live/live-clients';
import { LiveFeed } from '../src/read-models/live/live-feed';
import { LiveTail } from '../src/read-models/live/live-tail';
import { LiveClient, type Asking } from './support/live-client';
import { ToldOrder } from './support/order-events';
import { Reporting } from './support/reporting';

jest.setTimeout(120_000);

const at = '2031-01-01T10:00:00Z';
let reporting: Reporting;
const clients: LiveClient[] = [];

beforeEach(async () => {
  reporting = await Reporting.start({ LIVE_HEARTBEAT_MS: '100' });
});

afterEach(async () => {
  clients.splice(0).forEach((client) => client.leave());
  await reporting.stop();
});

async function connect(to: Asking = reporting.service, lastEventId?: string): Promise<LiveClient> {
  const client = await LiveClient.connect(to, lastEventId);
  clients.push(client);
  return client;
}

const told = (count: number, ...who: LiveClient[]) =>
  eventually(`${count} events at each client`, () => who.every(({ events }) => events.length >= count));

const positions = ({ events }: LiveClient) => events.map(({ id }) => Number.parseInt(id ?? '', 10));

/** Writes to the feed as its projection does, as many entries as it takes. */
const fill = (count: number, padding = 0) =>
  reporting.service.query(
    `insert into live_feed (event_id, type, data)
     select gen_random_uuid(), 'order-placed', jsonb_build_object('n', n, 'padding', repeat('x', $2))
       from generate_series(1, $1::int) n`,
    [count, padding],
  );

describe('GET /live', () => {
  it('tells clients of every replica the same, in the order of each order, each event once', async () => {
    const replica = await reporting.service.startReplica();
    const watching = [await connect(), await connect(replica)];
    const orders = Array.from({ length: 10 }, () => new ToldOrder(at));
    const placed = orders.map((order) => order.placed());
    const decided = orders.map((order, index) => {
      if (index % 3 === 0) return order.confirmed(at);
      return index % 3 === 1 ? order.cancelled() : order.rejected('Too little stock');
    });
    await reporting.orders.tell(...decided.slice(0, 5), ...placed, ...placed, ...decided);
    await told(20, ...watching);
    await reporting.handled(20);
    const [one, other] = watching.map(({ events }) => events);
    expect(one).toEqual(other);
    expect(one).toHaveLength(20);
    orders.forEach(({ orderId }, index) =>
      expect(one?.filter(({ data }) => data?.orderId === orderId).map(({ event }) => event)).toEqual([
        'order-placed',
        ['order-confirmed', 'order-cancelled', 'order-rejected'][index % 3],
      ]),
    );
    expect(one?.find(({ event }) => event === 'order-confirmed')?.data).toEqual({
      orderId: expect.any(String),
      at,
      total: { amount: 100, currency: 'EUR' },
    });
  });

  it('resumes at another replica without a gap or a double, also where nothing had been told yet', async () => {
    const replica = await reporting.service.startReplica();
    const all = await connect();
    let client = await connect();
    const seen: (string | undefined)[] = [];
    for (let round = 0; round < 6; round++) {
      const { lastEventId } = client;
      const half = fill(40);
      if (round % 2 === 0) await told(seen.length > 0 ? 1 : 0, client);
      client.leave();
      await half;
      seen.push(...client.events.map(({ id }) => id));
      const resumed: LiveClient = await connect(
        round % 2 ? reporting.service : replica,
        client.lastEventId || lastEventId,
      );
      client = resumed;
    }
    await told(240, all);
    await eventually('the rest', () => seen.length + client.events.length >= 240);
    expect([...seen, ...client.events.map(({ id }) => id)]).toEqual(all.events.map(({ id }) => id));
  });

  it('says that something was missed when the history does not reach back so far', async () => {
    await fill(50);
    await reporting.service.app.get(LiveFeed).forget(10);
    const client = await connect(reporting.service, '5');
    await told(11, client);
    expect(client.events[0]).toEqual({ event: 'missed', id: '40', data: { upTo: 40 } });
    expect(positions(client).slice(1)).toEqual(Array.from({ length: 10 }, (_, index) => 41 + index));
    // Nothing is missed by who has seen up to there, and all of it may have been deleted.
    await reporting.service.app.get(LiveFeed).forget(0);
    const uptodate = await connect(reporting.service, client.lastEventId);
    await fill(1);
    await told(1, uptodate);
    expect(uptodate.events.map(({ event }) => event)).toEqual(['order-placed']);
    expect(positions(uptodate)).toEqual([51]);
  });

  it('says so, and tells nothing of it any more, while that history is still being deleted', async () => {
    await fill(50);
    await reporting.service.query('update live_feed_horizon set forgotten = 40');
    const client = await connect(reporting.service, '5');
    await told(11, client);
    expect(client.events[0]).toEqual({ event: 'missed', id: '40', data: { upTo: 40 } });
    expect(positions(client).slice(1)).toEqual(Array.from({ length: 10 }, (_, index) => 41 + index));
  });

  it('ends with the token of the client, who goes on with a new one', async () => {
    const { url } = reporting.service;
    const issuer = await testIssuer();
    const credentials = () => issuer.bearer({ subject: 'grace', roles: ['staff'] }, { expiresIn: 2 });
    const client = await connect({ url, credentials }, '0');
    await fill(1);
    await eventually('the stream to end', () => client.ended);
    await fill(1);
    const back = await connect(reporting.service, client.lastEventId ?? '0'); // it may have ended before the first came
    await eventually('both events', () => client.events.length + back.events.length === 2);
    expect([client, back].flatMap(positions)).toEqual([1, 2]);
    expect(reporting.service.app.get(LiveClients).count).toBe(1);
  });

  it('has its history deleted in small transactions, however long it is', async () => {
    await fill(2_500);
    const one = jest.spyOn(reporting.service.app.get(UnitOfWork).manager, 'query');
    await reporting.service.app.get(LiveFeed).forget(10);
    const statements = one.mock.calls.map(([sql]) => String(sql)).filter((sql) => sql.includes('delete'));
    one.mockRestore();
    expect(statements).toHaveLength(3); // of a thousand each
    const [left] = await reporting.service.query<{ count: number }>(
      'select count(*)::int as count from live_feed',
    );
    expect(left?.count).toBe(10);
  });

  it('goes on behind the newest for an id that was not given yet: it is of a database that was replaced', async () => {
    await fill(3);
    const client = await connect(reporting.service, '999');
    await told(1, client);
    await fill(1);
    await told(2, client);
    expect(client.events[0]).toMatchObject({ event: 'missed', data: { upTo: 3 } });
    expect(positions(client)).toEqual([3, 4]);
  });

  it('misses nothing of two writers who commit the other way round', async () => {
    const client = await connect();
    const [first, second] = await Promise.all([0, 1].map(() => transaction()));
    await first!.insert('a');
    // Without its turn it would draw the later position and commit it first, and the earlier one would never be told.
    const waiting = second!.insert('b').then(() => second!.commit());
    await eventually('the second writer to wait for its turn', async () => {
      const rows = await reporting.service.query(
        `select 1 from pg_locks where locktype = 'advisory' and not granted`,
      );
      return rows.length === 1;
    });
    expect(client.events).toEqual([]);
    await first!.commit();
    await waiting;
    await told(2, client);
    expect(client.events.map(({ data }) => data)).toEqual([{ who: 'a' }, { who: 'b' }]);
  });

  it('would miss one of them if they took no turns', async () => {
    await reporting.service.query('alter table live_feed disable trigger live_feed_in_turn');
    const client = await connect();
    const [first, second] = await Promise.all([0, 1].map(() => transaction()));
    await first!.insert('a');
    await second!.insert('b');
    await second!.commit();
    await told(1, client);
    await first!.commit();
    await fill(1);
    await told(2, client);
    expect(client.events.map(({ data }) => data)).toEqual([{ who: 'b' }, expect.objectContaining({ n: 1 })]);
  });

  async function transaction() {
    const client = new Client({ connectionString: reporting.service.databaseUrl });
    await client.connect();
    await client.query('begin');
    return {
      insert: (who: string) =>
        client.query(`insert into live_feed (event_id, type, data) values ($1, 'order-placed', $2)`, [
          who,
          { who },
        ]),
      commit: async () => {
        await client.query('commit');
        await client.end();
      },
    };
  }

  it('is kept alive by comments', async () => {
    const client = await connect();
    await eventually(
      'two heartbeats',
      () => client.received.filter(({ comment }) => comment === 'still here').length >= 2,
    );
    expect(client.events).toEqual([]);
  });

  it('reads no more for a client than it takes, and a stop waits neither for that one nor for the others', async () => {
    const replica = await reporting.service.startReplica();
    const client = await connect(replica);
    const { port, hostname } = new URL(replica.url);
    const slow = connectSocket(Number(port), hostname);
    slow.on('error', () => undefined); // it is cut off in the end
    slow.pause();
    const { authorization } = await replica.credentials();
    slow.write(
      `GET /live HTTP/1.1\r\nHost: here\r\nAuthorization: ${authorization}\r\nLast-Event-ID: 0\r\n\r\n`,
    );
    const reads = jest.spyOn(replica.app.get(LiveTail), 'after');
    for (let part = 0; part < 40; part++) await fill(100, 5_000); // 20 MB, more than sockets buffer
    await told(4_000, client);
    expect(replica.app.get(LiveClients).count).toBe(2); // it was not dropped for being slow
    const parts = await Promise.all(reads.mock.results.map(({ value }) => value));
    const handedOut = parts.reduce((sum, { entries }) => sum + entries.length, 0);
    expect(handedOut).toBeLessThan(7_000); // 4000 to the one, and to the other what sockets buffer
    await replica.stop(); // would never end if it waited for a client that reads nothing
    await eventually('the other client to be let go', () => client.ended);
    slow.destroy();
  });

  it('refuses a Last-Event-ID that it has never given', async () => {
    for (const id of ['x', '-1', '1.5', '9'.repeat(16), "1' or 1=1", '1-', '1-xyz']) {
      const { status, body } = await reporting.service.get('/live', { headers: { 'last-event-id': id } });
      expect({ id, status, field: body.errors[0].field }).toEqual({
        id,
        status: 400,
        field: 'Last-Event-ID',
      });
    }
  });
});
