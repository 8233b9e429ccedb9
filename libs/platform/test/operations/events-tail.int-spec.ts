import { Outbox, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { Hold, runCommand, startService, testIssuer, type StartedService } from '@warren/platform/testing';
import { kiosk, KIOSK, PaperSold, SafeOpened } from './support/kiosk';

jest.setTimeout(60_000);

describe('the tail of the events', () => {
  const module = kiosk({ relay: { enabled: false } });
  let service: StartedService;
  const warren = (...args: string[]) => runCommand(module, KIOSK, service.env, 'events', 'tail', ...args);
  const say = (event: object) =>
    service.app.get(UnitOfWork).run(async () => service.app.get(Outbox).publish(event));
  const lines = (out: string) =>
    out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    service = await startService(module, KIOSK);
    for (const paper of ['times', 'herald', 'times']) await say(new PaperSold({ paper }));
    await say(new SafeOpened({ safe: 'back-room', combination: 'c0mb1nation' }));
  });
  afterAll(() => service.stop());

  it('shows the latest, a JSON document a line, though nothing was sent', async () => {
    const { code, out } = await warren('--no-follow', '--json');
    expect(code).toBe(0);
    const events = lines(out);
    expect(events.map(({ type }) => type)).toEqual([
      ...['kiosk.paper-sold.v1', 'kiosk.paper-sold.v1', 'kiosk.paper-sold.v1'],
      'kiosk.safe-opened.v1',
    ]);
    expect(events[0]).toMatchObject({
      ...{ position: 1, subject: 'times', partitionKey: 'paper/times', sequence: 1, confidential: false },
      ...{ causationId: null, correlationId: expect.any(String), time: expect.any(String) },
    });
    expect(events[0]).not.toHaveProperty('data');
  });

  it.each([
    [['--type', 'paper-sold'], 3],
    [['--type', 'kiosk.safe-opened'], 1],
    [['--type', 'kiosk.safe-opened.v1,paper-sold'], 4],
    [['--type', 'kiosk.safe-opened.v1', '--type', 'paper-sold'], 4],
    [['--type', 'sold'], 0],
    [['--aggregate', 'times'], 2],
    [['--aggregate', 'paper/times'], 2],
    [['--aggregate', 'times', '--type', 'safe-opened'], 0],
    [['--correlation', 'nobody'], 0],
    [['--last', '2'], 2],
    [['--last', '0'], 0],
  ])('with %j shows %d', async (filter, count) => {
    expect(lines((await warren('--no-follow', '--json', ...filter)).out)).toHaveLength(count);
  });

  it('finds what one request has set off', async () => {
    const [first] = lines((await warren('--no-follow', '--json')).out);
    const found = lines((await warren('--no-follow', '--json', '--correlation', first.correlationId)).out);
    expect(found.map(({ id }) => id)).toEqual([first.id]);
  });

  it('shows data where it is asked for, and never what is confidential', async () => {
    const { out } = await warren('--no-follow', '--json', '--data');
    expect(lines(out)[0]).toMatchObject({ data: { paper: 'times' } });
    expect(lines(out)[3]).toMatchObject({ confidential: true, subject: 'back-room' });
    expect(out).not.toContain('c0mb1nation');
    const { out: text } = await warren('--no-follow', '--data');
    expect(text).toMatch(
      /kiosk\.paper-sold\.v1 +paper\/times #1 +correlation [\w-]+\n +\{"paper":"times"\}\n/,
    );
    expect(text).toMatch(/safe\/back-room #1 .*\(confidential\)/);
    expect(text).not.toContain('c0mb1nation');
    const { body } = await service.get('/ops/events?data=true');
    expect(JSON.stringify(body)).not.toContain('c0mb1nation');
    expect(body.events).toHaveLength(4);
  });

  it('refuses limits that make no sense', async () => {
    const run = await warren('--last', 'many');
    expect(run).toMatchObject({
      code: 2,
      error: '--last must be a whole number from 0 to 10000, not "many".\n',
    });
    expect((await service.get('/ops/events?last=2000')).status).toBe(400);
    expect((await service.get('/ops/events?colour=red')).status).toBe(400);
  });

  it('is live over HTTP: shows each once, also one that was committed late, and lets go of its connection', async () => {
    const over = new AbortController();
    const response = await fetch(`${service.url}/ops/events/tail?last=1`, {
      headers: await service.credentials(),
      signal: over.signal,
    });
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
        text += decoder.decode(chunk);
    })().catch(() => undefined); // it is hung up on
    const ids = () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    await eventually('the latest', () => ids().length === 1);
    const hold = await Hold.on(
      service.databaseUrl,
      `insert into eventing.outbox (event_id, type, partition_key, sequence, correlation_id, body)
       select gen_random_uuid(), type, partition_key, sequence + 100, correlation_id, body from eventing.outbox where position = 1`,
    );
    await say(new PaperSold({ paper: 'gazette' }));
    await eventually('the one that overtook', () => ids().length === 2);
    await hold.commit();
    await eventually('the one that was late', () => ids().length === 3);
    expect(ids()).toEqual([4, 6, 5]);
    over.abort();
    await reading;
    const tails = () =>
      service.query(
        `select 1 from pg_stat_activity where datname = current_database() and application_name like '%events tail'`,
      );
    await eventually('its connection to be closed', async () => (await tails()).length === 0);
  });

  it('ends over HTTP with the token of who follows', async () => {
    const issuer = await testIssuer();
    const headers = await issuer.bearer({ subject: 'grace', roles: ['operator'] }, { expiresIn: 1 });
    const response = await fetch(`${service.url}/ops/events/tail?last=1`, { headers });
    expect(response.status).toBe(200);
    let text: string | undefined;
    const reading = response.text().then((all) => (text = all));
    await eventually('the stream to have ended', () => text !== undefined);
    await reading;
    expect(text).toMatch(/^id: \d+$/m);
  });
});
