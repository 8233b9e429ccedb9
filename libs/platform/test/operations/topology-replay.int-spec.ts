import { Outbox, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { runCommand, startService, type StartedService } from '@warren/platform/testing';
import { kiosk, KIOSK, PaperSold } from './support/kiosk';

const SOLD = 5;

jest.setTimeout(90_000);

describe('topology and replay, as operations', () => {
  const module = kiosk({ broker: { deliveryLimit: 4 } });
  let service: StartedService;
  const warren = (...args: string[]) =>
    runCommand(kiosk({ broker: { deliveryLimit: 7 } }), KIOSK, service.env, ...args);

  beforeAll(async () => {
    service = await startService(module, KIOSK);
    const { app } = service;
    for (let sold = 0; sold < SOLD; sold++)
      await app.get(UnitOfWork).run(async () => app.get(Outbox).publish(new PaperSold({ paper: 'times' })));
  });
  afterAll(() => service.stop());

  const ends = (id: string) =>
    eventually('the replay to end', async () => {
      const { body } = await service.get(`/ops/outbox/replays/${id}`);
      return body.state === 'done' && (body as { sent: number });
    });

  it('sends history round again on the command line, and tells of it', async () => {
    await eventually(
      'everything to be sent',
      async () => (await warren('outbox', 'status', '--json')).json().relayedTo === SOLD,
    );
    const run = await warren('outbox', 'replay', '--from', '2', '--to', '4', '--actor', 'ann', '--json');
    expect(run).toMatchObject({ code: 0 });
    expect(run.json()).toMatchObject({ state: 'done', sent: 3, share: 1, request: { requestedBy: 'ann' } });
    const { out } = await warren('outbox', 'replays');
    expect(out).toMatch(/done +100 % +2 to 4 +everybody +3 +0 +0 +ann/);
  });

  it('says what is wrong with a replay before anything is sent', async () => {
    const wrong: [string[], number, RegExp][] = [
      [['--from', 'yesterday'], 2, /must be a position \(1200\) or a time/],
      [['--per-second', '0'], 2, /must be a whole number from 1/],
      [['--resume', 'x', '--from', '1'], 2, /no other option can be given/],
      [['--queue', 'other.handler'], 1, /name the types/],
      [['--beyond-inbox'], 1, /name its queue/],
      [['--resume', '0190c5d2-0000-7000-8000-000000000000'], 1, /There is no replay/],
    ];
    for (const [args, code, message] of wrong) {
      const run = await warren('outbox', 'replay', ...args, '--json');
      expect({ args, code: run.code }).toEqual({ args, code });
      expect(run.json().error.message).toMatch(message);
    }
  });

  it('sends history round again over HTTP, in the background', async () => {
    const ben = service.as('ben', 'operator');
    const begun = await ben.post('/ops/outbox/replays', { types: ['kiosk.paper-sold'] });
    expect(begun.status).toBe(202);
    expect(await ends(begun.body.id)).toMatchObject({ sent: SOLD, request: { requestedBy: 'ben' } });
    expect((await ben.post('/ops/outbox/replays', { from: 'soon' })).status).toBe(400);
    const refused = await ben.post('/ops/outbox/replays', { beyondInbox: true });
    expect(refused).toMatchObject({ status: 422, body: { type: 'urn:problem:replay-refused' } });
    expect((await service.get('/ops/outbox/replays/0190c5d2-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it('keeps who stops a replay, and who has it go on; twice is a conflict', async () => {
    const ann = service.as('ann', 'operator');
    const { body } = await ann.post('/ops/outbox/replays', { perSecond: 1 });
    const resume = (who: string) =>
      service.as(who, 'operator').post(`/ops/outbox/replays/${body.id}/resume`, {});
    await eventually(
      'the replay to run',
      async () => (await service.get(`/ops/outbox/replays/${body.id}`)).body.state === 'running',
    );
    expect(await resume('ben')).toMatchObject({ status: 409, body: { type: 'urn:problem:replay-refused' } });
    const stopped = await ann.post(`/ops/outbox/replays/${body.id}/stop`, {});
    expect(stopped.body).toMatchObject({ state: 'stopped', history: [{ what: 'stopped', by: 'ann' }] });
    const resumed = await eventually('the one that ran to have let go', async () => {
      const answer = await warren('outbox', 'replay', '--resume', body.id, '--actor', 'ben', '--json');
      return answer.code === 0 && answer.json();
    });
    expect(resumed).toMatchObject({ state: 'done', sent: SOLD });
    const { out } = await warren('outbox', 'replays');
    expect(out).toMatch(
      new RegExp(`${body.id}: stopped by ann at \\S+\\s+${body.id}: resumed by ben at \\S+\\s*$`),
    );
    expect((await resume('ben')).status).toBe(409);
  });

  it('compares the topology, and migrates what differs while the service runs', async () => {
    const plan = await warren('topology', 'plan', '--json');
    expect(plan.code).toBe(1);
    expect(plan.json().items).toMatchObject([
      {
        name: expect.stringMatching(/kiosk\.count-when-paper-sold$/) as string,
        state: 'differs',
        differences: [{ argument: 'x-delivery-limit', declared: 7, live: 4 }],
      },
    ]);
    expect((await service.get('/ops/topology')).body).toMatchObject({ agrees: true, items: [] });
    expect((await warren('topology', 'plan')).out).toMatch(
      /differs +queue +\S+count-when-paper-sold +0 +migrated/,
    );

    const applied = await warren('topology', 'apply', '--json');
    expect(applied.code).toBe(0);
    expect(applied.error).toContain('is deleted and declared anew.');
    expect(applied.json()).toMatchObject({ migrated: [{ messages: 0 }], left: [] });
    expect((await warren('topology', 'plan')).out).toMatch(/The broker has what kiosk declares/);
    const back = await service.as('ann', 'operator').post('/ops/topology/apply', {});
    expect(back).toMatchObject({ status: 200, body: { migrated: [{ messages: 0 }], left: [] } });
  });
});
