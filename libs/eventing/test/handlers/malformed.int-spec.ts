import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

const STRANGE_HEADERS: Record<string, unknown> = {
  'x-warren-attempt': 'many',
  'x-warren-delays': -3,
  'x-warren-first-failure': { '!': 'timestamp', value: 5 },
  'x-warren-exchange': [1, 2, 3],
  'x-warren-routing-key': Buffer.from([0xff, 0x00, 0xfe]),
  'x-death': 'not a list',
  nested: { deeper: [{ '!': 'decimal', value: { places: 2, digits: 5 } }] },
  nothing: null,
  nul: 'a\u0000b',
  float: 1.5,
};

describe('The message door', () => {
  let database: TestDatabase;
  let service: HandlingService;
  let handler: NoteThing;

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace: testNamespace(),
      providers: [NoteThing],
      handlers: { concurrency: 1, immediateTries: 2, retryDelays: ['100ms'] }, // one at a time: what loops or hangs is seen
    });
    handler = service.get(NoteThing);
  });

  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  beforeEach(() => (handler.afterwards = () => undefined));

  /** A good message after the bad one is handled, so the bad one neither loops nor blocks. */
  async function aGoodOneGetsThrough(): Promise<void> {
    const good = thingHappened({ subject: `good-${randomBytes(4).toString('hex')}` });
    await service.publish(good);
    await eventually(
      'the good message is handled',
      async () => (await notes(database.dataSource))[good.subject],
    );
  }

  it.each([
    ['nothing at all', Buffer.alloc(0), 'malformed', /The body is not JSON/],
    ['no JSON', Buffer.from('<thing/>'), 'malformed', /The body is not JSON/],
    ['NUL characters', Buffer.alloc(5), 'malformed', /The body is not JSON/],
    ['invalid UTF-8', Buffer.from([0xc3, 0x28, 0xff]), 'malformed', /The body is not UTF-8/],
    ['1 MB of noise', randomBytes(1_000_000), 'malformed', /The body is not UTF-8/],
    ['JSON that is no object', json([1, 2, 3]), 'malformed', /not an object/],
    ['an object that is no envelope', json({ hello: 'world' }), 'malformed', /specversion must be "1.0"/],
    [
      'another CloudEvents version',
      json({ ...thingHappened(), specversion: '0.3' }),
      'malformed',
      /specversion/,
    ],
    ['an unknown type', json(thingHappened({ type: 'x.y-happened.v1' })), 'unknown-event', /does not know/],
    [
      'an unknown version',
      json(thingHappened({ type: 'things.thing-happened.v9' })),
      'unknown-event',
      /is a version/,
    ],
    ['an invalid payload', json(thingHappened({}, { amount: 'some' })), 'invalid-payload', /amount/],
    [
      'a payload with NUL in it',
      json(thingHappened({}, { remark: 'a\u0000b' })), // of a field that this consumer does not even know
      'invalid-payload',
      /remark: must not contain NUL/,
    ],
  ])('parks %s with its reason, and the next message is handled', async (_what, body, reason, message) => {
    const before = await service.deadLetters.count();
    await service.publishBytes(body);
    const letter = await eventually('it is parked', async () => {
      if ((await service.deadLetters.count()) === before) return undefined;
      return (await service.deadLetters.find({}, { limit: 1 }))[0];
    });
    expect(letter).toMatchObject({
      reason,
      consumer: 'note-thing',
      errorMessage: expect.stringMatching(message) as string,
      attempts: 1,
      bodySize: body.length,
    });
    expect(body.equals((await service.deadLetters.bodyOf(letter.id)) as Buffer)).toBe(true);
    await aGoodOneGetsThrough();
  });

  it('parks a corrected event that kept its id beside the one that it corrects', async () => {
    const bad = thingHappened({ subject: 'corrected' }, { amount: 'some' });
    const good = thingHappened({ id: bad.id, subject: 'corrected' });
    const reasons = async () =>
      (await service.deadLetters.find({ text: bad.id })).map(({ reason }) => reason).sort();
    await service.publish(bad);
    await eventually('the bad one to be parked', async () => (await reasons()).length === 1);
    await service.publish(good);
    await eventually('the good one to be parked', async () => (await reasons()).length === 2);
    expect(await reasons()).toEqual(['invalid-payload', 'reused-id']);
    expect(await notes(database.dataSource)).not.toHaveProperty('corrected');
  });

  it('parks the same malformed bytes once, and remembers when they came first', async () => {
    const body = Buffer.from('the same nonsense');
    await service.publishBytes(body, { correlationId: 'nonsense' });
    const [first] = await eventually('it is parked', async () => {
      const found = await service.deadLetters.find({ correlationId: 'nonsense' });
      return found.length > 0 ? found : undefined;
    });
    await service.publishBytes(body, { correlationId: 'nonsense' });
    await eventually('it has failed again', async () => {
      const [again] = await service.deadLetters.find({ correlationId: 'nonsense' });
      return (again?.lastFailedAt.getTime() ?? 0) > (first?.lastFailedAt.getTime() ?? 0);
    });
    const all = await service.deadLetters.find({ correlationId: 'nonsense' });
    expect(all).toMatchObject([{ id: first?.id, firstFailedAt: first?.firstFailedAt }]);
  });

  it('handles a good event whatever its headers say', async () => {
    const event = thingHappened({ subject: 'strange-headers' });
    await service.publish(event, { headers: STRANGE_HEADERS, correlationId: 'wrong', type: 'wrong' });
    await eventually('it is noted', async () => (await notes(database.dataSource))['strange-headers']);
    expect(handler.attemptsOn('strange-headers')).toEqual([1]);
  });

  it.each([
    ['strange ones', STRANGE_HEADERS],
    ['enormous ones', { huge: 'x'.repeat(50_000) }],
    ['a number of tries out of this world', { 'x-warren-attempt': 2 ** 40, 'x-warren-delays': 2 ** 40 }],
  ])(
    'sends a failing event through the retry queue and parks it, whatever its headers: %s',
    async (what, headers) => {
      handler.afterwards = () => {
        throw new Error('boom');
      };
      const event = thingHappened({ subject: what, correlationid: what });
      await service.publish(event, { headers });
      await eventually('it is parked', () => service.deadLetters.count({ correlationId: what }));
      expect(handler.attemptsOn(what)).toEqual([1, 2, 3]);
      expect(await service.deadLetters.find({ correlationId: what })).toMatchObject([{ attempts: 3 }]);
    },
  );

  it('takes a number of tries that a stranger made up for what it may be, and parks nothing unhandled', async () => {
    const event = thingHappened({ subject: 'made-up' });
    await service.publish(event, { headers: { 'x-warren-attempt': 9_000, 'x-warren-delays': 9_000 } });
    await eventually('it is noted', async () => (await notes(database.dataSource))['made-up']);
  });
});
