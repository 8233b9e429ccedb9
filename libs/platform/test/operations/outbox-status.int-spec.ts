import { Outbox, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { runCommand, startService, untilReady, type StartedService } from '@warren/platform/testing';
import { awake, kiosk, KIOSK, PaperSold } from './support/kiosk';

const SOLD = 3;

jest.setTimeout(60_000);

describe('the status of an outbox', () => {
  const waiting = kiosk({ relay: { enabled: false } });
  let service: StartedService;
  const warren = (...args: string[]) => runCommand(waiting, KIOSK, service.env, ...args);

  beforeAll(async () => {
    service = await startService(waiting, KIOSK);
    const { app } = service;
    for (let sold = 0; sold < SOLD; sold++)
      await app.get(UnitOfWork).run(async () => app.get(Outbox).publish(new PaperSold({ paper: 'times' })));
  });
  afterAll(() => service.stop());

  it('says what waits, as JSON', async () => {
    const run = await warren('outbox', 'status', '--json');
    expect(run).toMatchObject({ code: 0, error: '' });
    expect(run.json()).toMatchObject({
      relayedTo: 0,
      lastPosition: SOLD,
      backlog: { events: SOLD, isMore: false, oldestAt: expect.any(String), oldestAgeMs: expect.any(Number) },
      relay: { holder: null, leaseMs: null },
      gaps: { open: 0, positions: 0, parked: 0 },
    });
    expect(run.json().partitions[0]).toMatchObject({ name: 'outbox_from_0', from: 0, to: 250_000 });
  });

  it('says it for people', async () => {
    const { out, code } = await warren('outbox', 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/backlog +oldest +sent up to +newest +relay +gaps\n +3 +\d+ m?s +0 +3 +nobody +-\n/);
    expect(out).toMatch(/outbox_from_0 +0 to 249999/);
    expect(out).not.toMatch(/outbox_from_250000/);
  });

  it('says it over HTTP', async () => {
    const { status, body } = await service.get('/ops/outbox');
    expect(status).toBe(200);
    expect(body).toMatchObject({ lastPosition: SOLD, backlog: { events: SOLD } });
    const { body: docs } = await service.get('/docs-json');
    expect(docs.paths['/ops/outbox'].get.tags).toEqual(['ops']);
  });

  it('names who relays, and that nothing waits any more', async () => {
    const relaying = await service.startReplica(kiosk());
    await untilReady(relaying);
    await eventually(
      'everything to be sent',
      async () => (await warren('outbox', 'status', '--json')).json().backlog.events === 0,
    );
    const { relay, relayedTo } = (await warren('outbox', 'status', '--json')).json();
    expect(relay.holder).toContain(`/${process.pid}/`);
    expect(relay.leaseMs).toBeGreaterThan(0);
    expect(relayedTo).toBe(SOLD);
    expect((await warren('outbox', 'status')).out).toMatch(
      new RegExp(`process ${process.pid}, for \\d+ m?s more`),
    );
    await relaying.stop();
  });

  it('counts no further than is worth waiting for', async () => {
    await service.query(
      `insert into eventing.outbox (event_id, type, partition_key, sequence, body)
       select gen_random_uuid(), 'kiosk.paper-sold.v1', 'paper/times', 1000 + n, '{}' from generate_series(1, 100001) as n`,
    );
    const { backlog } = (await warren('outbox', 'status', '--json')).json();
    expect(backlog).toMatchObject({ events: 100_000, isMore: true });
    expect((await warren('outbox', 'status')).out).toContain('100000+');
  });

  it('is told without waking up anything of the service', async () => {
    awake.length = 0;
    await warren('outbox', 'status');
    expect(awake).toEqual([]);
  });
});
