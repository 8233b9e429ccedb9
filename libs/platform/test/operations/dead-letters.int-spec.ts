import { Injectable, Module } from '@nestjs/common';
import { EventingModule, IdempotentHandler, Outbox, PermanentError, UnitOfWork } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { runCommand, startService, type StartedService } from '@warren/platform/testing';
import { KIOSK, PaperSold } from './support/kiosk';

/** What the handler does with a paper; shared with the process of the command, which must not handle any. */
const desk = { isBroken: true, counted: [] as string[] };

@Injectable()
class CountPapers {
  @IdempotentHandler(PaperSold)
  async handle({ paper }: PaperSold): Promise<void> {
    if (desk.isBroken) throw new PermanentError(`No shelf for ${paper}`);
    desk.counted.push(paper);
  }
}

@Module({
  imports: [
    PlatformModule.forService('kiosk'),
    DatabaseModule.forEntities(),
    EventingModule.forService('kiosk', { scheduling: { pollMs: 100 } }),
  ],
  providers: [CountPapers],
})
class BrokenKiosk {}

jest.setTimeout(60_000);

describe('dead letters, operated', () => {
  let service: StartedService;
  const warren = (...args: string[]) => runCommand(BrokenKiosk, KIOSK, service.env, 'dead-letters', ...args);
  const json = async (...args: string[]) => (await warren(...args, '--json')).json();
  const kim = () => service.as('kim', 'operator');

  beforeAll(async () => {
    service = await startService(BrokenKiosk, { ...KIOSK, env: { LOG_LEVEL: 'fatal' } });
  });
  async function parkTwelve(): Promise<void> {
    desk.isBroken = true;
    desk.counted.length = 0;
    await service.query('truncate eventing.dead_letters, eventing.dead_letter_history, eventing.inbox');
    const { app } = service;
    await app.get(UnitOfWork).run(async () => {
      for (let n = 1; n <= 12; n++) app.get(Outbox).publish(new PaperSold({ paper: `paper-${n}` }));
    });
    await eventually(
      'all to be parked',
      async () => (await service.get('/ops/dead-letters')).body.letters.length === 12,
    );
  }
  afterAll(() => service?.stop());

  it.each([
    [['redrive'], /Say which: ids, or options/],
    [['discard', '--all'], /Say why, with --why/],
    [['redrive', 'x', '--all'], /not both/],
    [['redrive', '--all', '--ramp', 'fast'], /--ramp must be sizes like 1,5,50; not "fast"/],
    [['list', '--limit', '0'], /--limit must be a whole number/],
    [['list', '--since', 'yesterday'], /--since must be a time/],
    [['list', '--status', 'gone'], /--status must be one of parked, .*; not "gone"/],
    [['list', '--because', 'rain'], /--because must be one of oversized, untrusted-publisher, malformed, /],
    [['show'], /[Mm]issing.*id/],
  ])('say how %j should have been written', async (args, message) => {
    const run = await warren(...args);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(run.error).toMatch(message);
  });

  describe('twelve of them', () => {
    beforeEach(parkTwelve);

    it('are listed, grouped and shown', async () => {
      const [group] = await json('groups');
      expect(group).toMatchObject({ consumer: 'count-papers', count: 12, errorText: 'No shelf for #' });
      const { letters, next } = await json('list', '--group', group.fault, '--limit', '5', '--since', '1h');
      expect(letters).toHaveLength(5);
      expect((await json('list', '--limit', '10', '--after', next)).letters).toHaveLength(7);
      const shown = await json('show', letters[0].id);
      expect(shown).toMatchObject({ status: 'parked', reason: 'permanent', history: [{ what: 'parked' }] });
      expect(shown.envelope.data.paper).toMatch(/^paper-\d+$/);

      const { out, code } = await warren('groups');
      expect(code).toBe(0);
      expect(out).toMatch(/group +letters +consumer.*\n +\w{16} +12 +count-papers .*No shelf for paper-/);
      expect((await warren('list')).out).toMatch(/parked +\d{4}-.*kiosk\.paper-sold\.v1/);
      expect((await warren('show', letters[0].id)).out).toMatch(/PermanentError: No shelf[\s\S]*History/);
    });

    it('are sent round again in steps, which the service does, and the command waits for it', async () => {
      desk.isBroken = false;
      const run = await warren(
        'redrive',
        '--consumer',
        'count-papers',
        '--ramp',
        '2,5',
        '--why',
        'fixed',
        '--actor',
        'kim',
        '--wait',
      );
      expect(run).toMatchObject({ code: 0 });
      expect(run.out).toMatch(/finished .* kim +3 of 3 +12 +12 +0/);
      expect(new Set(desk.counted).size).toBe(12);
      expect(desk.counted).toHaveLength(12);
      const [redrive] = await json('redrives');
      expect(redrive).toMatchObject({ status: 'finished', handled: 12, actor: 'kim', reason: 'fixed' });
      expect(await json('redrives', redrive.id)).toEqual([redrive]);
    });

    it('end with 1 when they fail again', async () => {
      const run = await warren('redrive', '--all', '--ramp', '--wait');
      expect(run.code).toBe(1);
      expect(run.out).toMatch(/stopped[\s\S]*In step 1 a letter failed again/);
    });

    it('are discarded with a reason', async () => {
      const { letters } = await json('list', '--limit', '1');
      expect(await json('discard', letters[0].id, '--why', 'torn', '--actor', 'kim')).toEqual({
        discarded: 1,
        requested: 0,
      });
      expect((await json('list', '--status', 'discarded')).letters).toHaveLength(1);
      expect((await warren('discard', '--all', '--why', 'torn')).out).toBe('11 discarded.\n');
    });

    it('say what cannot be done', async () => {
      const run = await warren('show', '0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001', '--json');
      expect(run.code).toBe(1);
      expect(run.json().error).toMatchObject({
        kind: 'failed',
        message: expect.stringMatching(/There is no dead letter/),
      });
    });

    it('over HTTP are refused with what is wrong', async () => {
      const post = async (path: string, body: object) => {
        const { status, body: problem } = await kim().post(`/ops/dead-letters/${path}`, body);
        return `${status} ${problem.type} ${problem.detail}`;
      };
      expect(await post('redrives', {})).toMatch(/^400 .*either ids or filter must be given/);
      expect(await post('redrives', { filter: { text: 'nowhere' } })).toMatch(
        /^409 urn:problem:nothing-to-redrive /,
      );
      expect(await post('redrives', { filter: {}, to: 'nobody' })).toMatch(/^400 .*no consumer "nobody"/);
      expect(await post('redrives', { filter: { colour: 'red' } })).toMatch(/^400 .*colour/);
      expect(await post('discard', { filter: {} })).toMatch(/^400 .*reason is missing/);
      expect((await service.get('/ops/dead-letters?after=x')).status).toBe(400);
      expect((await service.get('/ops/dead-letters?size=0')).status).toBe(400);
      expect((await service.get('/ops/dead-letters/0190c5d2-7a10-7c3e-9f00-6d2b1f5a0001')).status).toBe(404);
    });

    it('over HTTP are found, sent round again and discarded', async () => {
      const { body: groups } = await service.get('/ops/dead-letters/groups');
      expect(groups).toMatchObject([{ count: 12 }]);
      const { body: page } = await service.get(
        `/ops/dead-letters?fault=${groups[0].fault}&size=5&status=parked,sent`,
      );
      expect(page.letters).toHaveLength(5);
      const { body: one } = await service.get(`/ops/dead-letters/${page.letters[0].id}`);
      expect(one.envelope.data).toBeDefined();

      const discarded = await kim().post('/ops/dead-letters/discard', { ids: [one.id], reason: 'torn' });
      expect(discarded).toMatchObject({ status: 200, body: { discarded: 1 } });
      desk.isBroken = false;
      const asked = await kim().post('/ops/dead-letters/redrives', { filter: {}, steps: [3] });
      expect(asked).toMatchObject({ status: 202, body: { letters: 11, actor: 'kim', steps: 4 } });
      const at = `/ops/dead-letters/redrives/${asked.body.id}`;
      await eventually('it to be finished', async () => (await service.get(at)).body.status === 'finished');
      expect(desk.counted).toHaveLength(11);
      expect((await kim().post(`${at}/cancel`, {})).status).toBe(404);
      const { body: docs } = await service.get('/docs-json');
      expect(docs.paths['/ops/dead-letters/redrives'].post.tags).toEqual(['ops']);
    });
  });
});
