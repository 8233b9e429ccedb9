import type { DeadLetters as Letters } from '../../src/dead-letters/dead-letters';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import type { ParkingStory } from '../../src/dead-letters/parking-story';
import { Inbox } from '../../src/inbox/inbox';
import { inboxKey } from '../../src/inbox/inbox-key';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { incoming } from './support/handling-under-test';
import { thingHappened } from './support/thing-happened';

describe('Dead letters', () => {
  let database: TestDatabase;
  let letters: Letters;
  let unitOfWork: UnitOfWork;
  let inbox: Inbox;

  beforeAll(async () => {
    database = await createTestDatabase();
    unitOfWork = new UnitOfWork(database.dataSource);
    inbox = new Inbox(unitOfWork);
    letters = new DeadLetters(unitOfWork, inbox);
  });
  beforeEach(() => database.dataSource.query('truncate eventing.dead_letters, eventing.inbox'));
  afterAll(() => database?.drop());

  const story = (changes: Partial<ParkingStory> = {}): ParkingStory => {
    const envelope = thingHappened();
    return {
      consumer: 'note-thing',
      reason: 'exhausted',
      error: new Error('boom'),
      attempts: 3,
      firstFailedAt: new Date('2024-05-05T05:05:05Z'),
      message: incoming(envelope),
      envelope,
      ...changes,
    };
  };
  const about = (changes: Parameters<typeof thingHappened>[0]) => {
    const envelope = thingHappened(changes);
    return story({ envelope, message: incoming(envelope) });
  };
  const record = (event: ParkingStory, outcome: 'handled' | 'parked') =>
    unitOfWork.run(() => inbox.record(inboxKey(event.envelope as never), event.consumer, outcome));

  it('keep apart what goes by one id, and overwrite neither', async () => {
    const parked = async (amount: number, id?: string) => {
      const envelope = thingHappened(id ? { id } : {}, { amount });
      const letter = await letters.parkUnlessHandled(story({ envelope, message: incoming(envelope) }));
      return { letter: letter as string, envelope };
    };
    const first = await parked(1);
    const { id } = first.envelope;
    const second = await parked(2, id);
    expect(second.letter).not.toBe(first.letter);
    expect((await parked(1, id)).letter).toBe(first.letter); // sent again, with the time of now
    expect((await parked(2, id)).letter).not.toBe(first.letter);
    const amountIn = async (letter: string) =>
      (JSON.parse(String(await letters.bodyOf(letter))) as typeof first.envelope).data;
    expect(await amountIn(first.letter)).toMatchObject({ amount: 1 });
    expect(await amountIn(second.letter)).toMatchObject({ amount: 2 });
  });

  it('are parked together with the record in the inbox, or not at all', async () => {
    const doomed = story();
    const failing = unitOfWork.run(async () => {
      await letters.parkUnlessHandled(doomed);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await letters.count()).toBe(0);
    expect(await inbox.find(inboxKey(doomed.envelope as never), 'note-thing')).toBeUndefined();

    await letters.parkUnlessHandled(doomed);
    expect(await letters.count()).toBe(1);
    expect(await inbox.find(inboxKey(doomed.envelope as never), 'note-thing')).toMatchObject({
      outcome: 'parked',
    });
  });

  it('are not made of an event that was handled meanwhile', async () => {
    const handled = story();
    await record(handled, 'handled');
    expect(await letters.parkUnlessHandled(handled)).toBeUndefined();
    expect(await letters.count()).toBe(0);
    expect(await letters.parkUnlessHandled({ ...handled, consumer: 'another' })).toBeDefined();
  });

  it('keep their row and their beginning when they are parked again', async () => {
    const first = story();
    const id = await letters.park(first);
    const again = { ...first, reason: 'crash-suspect' as const, attempts: 9, error: new RangeError('worse') };
    expect(await letters.park({ ...again, firstFailedAt: new Date() })).toBe(id);
    expect(await letters.find()).toMatchObject([
      {
        id,
        reason: 'crash-suspect',
        attempts: 9,
        errorName: 'RangeError',
        firstFailedAt: first.firstFailedAt,
      },
    ]);
  });

  it('parked by many at the same time are one row', async () => {
    const same = story();
    const ids = await Promise.all(Array.from({ length: 8 }, () => letters.parkUnlessHandled(same)));
    expect(new Set(ids).size).toBe(1);
    expect(await letters.count()).toBe(1);
  });

  it('are found by consumer, type, reason, correlation and text, newest first', async () => {
    await letters.park(about({ id: 'first-1', correlationid: 'c-1', subject: 'needle' }));
    await letters.park({
      ...about({ id: 'second-2', correlationid: 'c-2' }),
      consumer: 'other',
      reason: 'permanent',
    });
    await letters.park({
      ...about({ id: 'third-3', type: 'things.thing-gone.v1' }),
      error: new Error('100% _odd_'),
    });
    const found = async (filter: Parameters<Letters['find']>[0]) =>
      (await letters.find(filter)).map((l) => l.eventId);

    expect(await found({})).toEqual(['third-3', 'second-2', 'first-1']);
    expect(await found({ consumer: 'other' })).toEqual(['second-2']);
    expect(await found({ reason: 'permanent' })).toEqual(['second-2']);
    expect(await found({ type: 'things.thing-gone.v1' })).toEqual(['third-3']);
    expect(await found({ correlationId: 'c-1' })).toEqual(['first-1']);
    expect(await found({ text: 'needle' })).toEqual(['first-1']); // in the body
    expect(await found({ text: '100% _ODD_' })).toEqual(['third-3']); // in the message, in any case
    expect(await found({ text: '%' })).toEqual(['third-3']); // no wildcard
    expect(await found({ text: 'SECOND' })).toEqual(['second-2']); // in the event's id
    expect(await found({ text: 'a\u0000' })).toHaveLength(3); // NUL is nowhere
    expect(await found({ consumer: 'other', text: 'needle' })).toEqual([]);
    expect(await letters.count({ text: 'boom' })).toBe(2);
    expect((await letters.find({}, { limit: 1, offset: 1 })).map((l) => l.eventId)).toEqual(['second-2']);
  });

  it('take every text that may come, and keep the body byte for byte', async () => {
    const body = Buffer.from([0, 255, 254, 0xc3, 0x28, 0]);
    const nasty = '\u0000\ud800 漢'.repeat(5_000);
    const headers = { [nasty]: nasty, bytes: body };
    const message = incoming(body, {
      queue: nasty,
      exchange: nasty,
      routingKey: nasty,
      properties: { messageId: nasty, type: nasty, correlationId: nasty, headers },
    });
    const error = Object.assign(new Error(nasty), { name: nasty });
    const id = await letters.parkUnlessHandled(
      story({ envelope: undefined, message, error, consumer: nasty }),
    );
    expect(await letters.bodyOf(id as string)).toEqual(body);
    const [letter] = await letters.find({ text: '漢' });
    expect(letter).toMatchObject({
      id,
      bodySize: body.length,
      eventId: expect.stringContaining('漢') as string,
    });
  });

  it('take every envelope that may come', async () => {
    const nasty = '\u0000\ud800 漢'.repeat(5_000);
    const envelope = thingHappened({
      id: nasty,
      source: nasty,
      correlationid: nasty,
      partitionkey: nasty,
      sequence: Number.MAX_SAFE_INTEGER,
    });
    await letters.parkUnlessHandled(story({ envelope, message: incoming(envelope) }));
    expect(await letters.find()).toMatchObject([{ sequence: Number.MAX_SAFE_INTEGER }]);
  });

  it('say nothing of one that does not exist', async () => {
    expect(await letters.bodyOf('00000000-0000-7000-8000-000000000000')).toBeUndefined();
  });
});
