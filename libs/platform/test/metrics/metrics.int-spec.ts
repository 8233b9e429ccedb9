import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventually } from '@warren/eventing/testing';
import { query, startService, untilReady, type StartedService } from '../../src/testing';
import { migrations, ParcelsModule } from './support/parcels.module';
import type { Fate } from './support/parcel-events';
import { Series } from './support/series';

jest.setTimeout(90_000);

const HANDLER = { consumer: 'deliver-parcel', kind: 'handler' };
const SAGA = { consumer: 'follow-parcel', kind: 'saga' };
const PROJECTION = { consumer: 'parcel-list', kind: 'projection' };

let parcels: StartedService;

beforeAll(async () => {
  parcels = await startService(ParcelsModule, { name: 'parcels', migrations, env: { LOG_LEVEL: 'fatal' } });
  await untilReady(parcels);
});

afterAll(() => parcels?.stop());

async function scrape(service: { get: StartedService['get'] } = parcels): Promise<Series> {
  const { status, headers, body } = await service.get('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return new Series(body.text);
}

const messages = (series: Series, labels: object, outcome: string) =>
  series.value('warren_consumer_messages_total', { ...labels, outcome }) ?? NaN;

async function send(fate: Fate): Promise<string> {
  const id = randomUUID();
  expect((await parcels.post('/parcels', { id, fate })).status).toBe(201);
  return id;
}

/** Scrapes until it is as it should be, and returns that scrape. */
function untilScraped(what: string, isThere: (series: Series) => boolean): Promise<Series> {
  return eventually(what, async () => {
    const series = await scrape();
    return isThere(series) && series;
  });
}

describe('metrics', () => {
  it('tell what became of each message, how long it took and how far it lagged', async () => {
    const before = await scrape();
    await send('arrives');
    await send('is-dropped-once');
    await send('is-dropped-for-a-while');
    await send('is-lost');
    const all = (series: Series) =>
      [HANDLER, SAGA, PROJECTION].reduce((sum, labels) => sum + messages(series, labels, 'handled'), 0);
    const after = await untilScraped('all to be counted', (series) => all(series) - all(before) === 11);
    const growth = (name: string, labels: Record<string, string> = {}) =>
      (after.value(name, labels) ?? NaN) - (before.value(name, labels) ?? NaN);
    const of = (outcome: string) => growth('warren_consumer_messages_total', { ...HANDLER, outcome });
    expect([of('handled'), of('duplicate'), of('retry'), of('parked')]).toEqual([3, 0, 1, 1]);
    expect(growth('warren_consumer_immediate_retries_total', HANDLER)).toBe(2);
    // A try each of the first and the last, two of the second, two and one more of the third.
    expect(growth('warren_consumer_duration_seconds_count', HANDLER)).toBe(7);
    expect(growth('warren_consumer_lag_seconds_count', HANDLER)).toBe(3);
    expect(growth('warren_consumer_lag_seconds_bucket', { ...HANDLER, le: '0.5' })).toBeLessThanOrEqual(2);
    expect(growth('warren_consumer_lag_seconds_bucket', { ...HANDLER, le: '+Inf' })).toBe(3);
    expect(growth('warren_consumer_lag_seconds_sum', HANDLER)).toBeGreaterThan(1);
    expect(growth('warren_consumer_lag_seconds_count', PROJECTION)).toBe(4);
    expect(growth('warren_outbox_published_total')).toBe(4);
    expect(growth('warren_outbox_unroutable_total')).toBe(0);
    expect(growth('warren_outbox_confirm_seconds_count')).toBeGreaterThanOrEqual(1);
    expect(growth('warren_saga_active', { saga: 'follow-parcel' })).toBeGreaterThanOrEqual(0);
  });

  it('count an event that comes again as a duplicate', async () => {
    const before = await scrape();
    await send('arrives');
    await untilScraped(
      'it to be handled',
      (series) => messages(series, HANDLER, 'handled') > messages(before, HANDLER, 'handled'),
    );
    await parcels.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
       select event_id, type, partition_key, sequence, correlation_id, body from eventing.outbox
        where type = 'parcels.parcel-sent.v1' order by position desc limit 1`,
    );
    const duplicates = (series: Series) =>
      [HANDLER, SAGA, PROJECTION].map((labels) => messages(series, labels, 'duplicate'));
    await untilScraped('it to be a duplicate to everybody', (series) =>
      duplicates(series).every((count, index) => count === (duplicates(before)[index] as number) + 1),
    );
  });

  it('tell how the parts are, and what waits in the database', async () => {
    await send('is-lost');
    const series = await untilScraped(
      'the database to be looked at again',
      (one) =>
        (one.value('warren_dead_letters', { status: 'parked' }) ?? 0) >= 1 &&
        one.value('warren_outbox_backlog_events') === 0,
    );
    expect(series.value('warren_relay_role', { role: 'active' })).toBe(1);
    expect(series.value('warren_relay_role', { role: 'standby' })).toBe(0);
    expect(series.value('warren_broker_status', { status: 'connected' })).toBe(1);
    expect(series.value('warren_consumer_state', { ...HANDLER, state: 'consuming' })).toBe(1);
    expect(series.value('warren_consumer_in_flight', HANDLER)).toBe(0);
    expect(series.value('warren_outbox_oldest_age_seconds')).toBe(0);
    expect(series.value('warren_saga_overdue_timeouts', { saga: 'follow-parcel' })).toBe(0);
    expect(series.value('warren_scheduled_overdue_events')).toBe(0);
    expect(series.value('warren_projection_held_events', { consumer: 'parcel-list' })).toBe(0);
    const copy = { consumer: 'known-depots', snapshot: 'depots.depot-snapshot.v1' };
    expect(series.value('warren_snapshot_state', { ...copy, state: 'complete' })).toBe(0);
    expect(series.value('warren_snapshot_received_aggregates', copy)).toBe(0);
    expect(series.value('warren_database_pool_size')).toBe(10);
    expect(series.value('warren_database_pool_waiting')).toBe(0);
    expect(series.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(series.value('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
  });

  it('tell what is held, and for how long', async () => {
    const stream = '/parcels/parcel/held';
    await parcels.query(
      `insert into eventing.projection_held values ('parcel-list', $1, 2, '{}', now() - interval '90 s')`,
      [stream],
    );
    await send('arrives'); // wakes nobody, for nothing is held of it; the watch looks when something changes, or after a start
    const replica = await parcels.startReplica();
    const series = await eventually('what is held to be seen', async () => {
      const one = await scrape(replica);
      return (one.value('warren_projection_held_events', { consumer: 'parcel-list' }) ?? 0) > 0 && one;
    });
    expect(series.value('warren_projection_held_aggregates', { consumer: 'parcel-list' })).toBe(1);
    expect(
      series.value('warren_projection_held_oldest_age_seconds', { consumer: 'parcel-list' }),
    ).toBeGreaterThan(89);
    await parcels.query('delete from eventing.projection_held where stream = $1', [stream]);
    await replica.stop();
  });

  it('are those of one application, though several run in one process', async () => {
    const replica = await parcels.startReplica();
    await replica.get('/parcels/broken');
    const route = { method: 'GET', route: '/parcels/broken', status: '5xx' };
    const own = await scrape(replica);
    expect(own.value('warren_http_request_duration_seconds_count', route)).toBe(1);
    expect(own.value('warren_relay_role', { role: 'active' })).toBe(0);
    expect((await scrape()).value('warren_http_request_duration_seconds_count', route)).toBeUndefined();
    await replica.stop();
  });

  it('are gathered once for all who ask at once: anybody may', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => parcels.get('/metrics')));
    const gathered = new Set(answers.map(({ body }) => body.text));
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    expect(gathered.size).toBeLessThan(10);
  });

  it('are not part of the described API', async () => {
    expect(Object.keys((await parcels.get('/docs-json')).body.paths)).toContain('/parcels/{id}');
    expect(Object.keys((await parcels.get('/docs-json')).body.paths)).not.toContain('/metrics');
  });
});

describe('requests', () => {
  const counted = (series: Series, labels: Record<string, string>) =>
    series.value('warren_http_request_duration_seconds_count', labels) ?? 0;

  it('are counted by route, method and class of their status', async () => {
    await parcels.get(`/parcels/${randomUUID()}`);
    await parcels.get(`/parcels/${randomUUID()}`);
    await parcels.post('/parcels', { id: 'x' });
    await parcels.send('POST', '/parcels', { raw: '{', headers: { 'content-type': 'application/json' } });
    const series = await untilScraped(
      'them to be counted',
      (one) => counted(one, { method: 'GET', route: '/parcels/:id', status: '2xx' }) >= 2,
    );
    expect(counted(series, { method: 'POST', route: '/parcels', status: '4xx' })).toBe(1);
    expect(counted(series, { method: 'POST', route: 'none', status: '4xx' })).toBe(1); // its body could not be read
    expect(series.value('warren_http_requests_in_flight')).toBe(1);
  });

  it('of whatever kind make no more series than there are routes', async () => {
    const nonsense = async (round: number) => {
      const paths = [
        '/',
        '//',
        '/%00',
        `/${round}`,
        `/parcels/${round}/x`,
        `/parcels/${'y'.repeat(round)}`,
        `/?q=${round}`,
      ];
      for (const path of paths) await parcels.get(path);
      for (const method of ['PROPFIND', 'PURGE', 'OPTIONS', 'REPORT'])
        await parcels.send(method, `/parcels/${round}`);
      await parcels.send('GET', `/parcels/a${round}`, {
        headers: { 'x-correlation-id': `id-${round}`, host: `h${round}` },
      });
      await hangUp(`GET /parcels/broken?${round} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n`);
      await hangUp(`BREW${round} /parcels HTTP/1.1\r\n\r\n`);
    };
    // Figures are held for a moment: those from before are gathered when all kinds have come more than once.
    for (let round = 0; round < 8; round++) await nonsense(round);
    const before = (await scrape()).count();
    for (let round = 8; round < 40; round++) await nonsense(round);
    const after = await scrape();
    expect(after.count()).toBeLessThanOrEqual(before + 2 * 15); // an aborted one may be noticed late: two more at most
    expect(after.count('warren_http_request_duration_seconds_count')).toBeLessThan(25);
  });

  function hangUp(head: string): Promise<void> {
    const { port, hostname } = new URL(parcels.url);
    return new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.end(head));
      socket.on('error', () => undefined).on('close', () => resolve());
      socket.resume();
    });
  }
});

describe('messages', () => {
  it('of whatever kind make no more series than there are consumers', async () => {
    await send('is-lost');
    const before = await untilScraped('one to be parked', (one) => messages(one, HANDLER, 'parked') > 0);
    await parcels.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
       select gen_random_uuid(), 'parcels.parcel-sent.v1', 'odd-' || n, n, 'odd-' || n,
              format('{"specversion":"1.0","id":"%s","source":"/odd-%s","type":"odd.type-%s.v1","subject":"%s","time":"2020-01-01T00:00:00Z","data":{}}',
                     gen_random_uuid(), n, n, n)
         from generate_series(1, 100) as n`,
    );
    const after = await untilScraped(
      'all of them to be parked',
      (one) => messages(one, HANDLER, 'parked') - messages(before, HANDLER, 'parked') >= 100,
    );
    expect(after.count('warren_')).toBe(before.count('warren_'));
  });
});

describe('while the database is away', () => {
  it('a scrape answers soon, and says so', async () => {
    const before = await scrape();
    const outage = await takeAway(parcels.databaseUrl);
    try {
      const during = await untilScraped('a look to fail', (one) => failedLooks(one) > failedLooks(before));
      expect(messages(during, HANDLER, 'handled')).toBe(messages(before, HANDLER, 'handled'));
      const began = performance.now();
      await scrape();
      expect(performance.now() - began).toBeLessThan(5_000);
    } finally {
      await outage.end();
    }
    await untilReady(parcels);
  });

  const failedLooks = (series: Series) => series.value('warren_metrics_failed_looks_total') ?? NaN;

  /** Nobody gets into this database, and who was in is thrown out. */
  async function takeAway(url: string): Promise<{ end: () => Promise<void> }> {
    const { pathname } = new URL(url);
    const admin = Object.assign(new URL(url), { pathname: '/postgres' }).toString();
    const database = pathname.slice(1);
    await query(admin, `alter database ${database} allow_connections false`);
    await query(admin, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database,
    ]);
    return {
      end: async () => void (await query(admin, `alter database ${database} allow_connections true`)),
    };
  }
});
