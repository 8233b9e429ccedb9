import { Logger } from '@nestjs/common';
import type { EventEnvelope } from '../../src/message/envelope';
import { PermanentError } from '../../src/message/errors';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describe.each(['RabbitMQ', 'in-memory'])('A handler that fails, on %s', (kind) => {
  let database: TestDatabase;
  let service: HandlingService;
  let handler: NoteThing;

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace: testNamespace(),
      brokerUrl: kind === 'in-memory' ? kind : undefined,
      providers: [NoteThing],
      handlers: { immediateTries: 3, retryDelays: ['150ms', '450ms'] },
    });
    handler = service.get(NoteThing);
  });

  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  beforeEach(() => (handler.afterwards = () => undefined));

  /** Fails the first `times` tries, after its effect has been written. */
  const failTimes = (times: number, error: () => unknown = () => new Error('boom')) => {
    let failures = 0;
    handler.afterwards = () => {
      if (failures++ < times) throw error();
    };
  };
  const inboxOf = (event: EventEnvelope): Promise<{ outcome: string }[]> =>
    database.dataSource.query('select outcome from eventing.inbox where event_id = $1', [event.id]);
  const parkedOf = (event: EventEnvelope) => service.deadLetters.find({ correlationId: event.correlationid });
  const thing = (subject: string) => thingHappened({ subject, correlationid: `about ${subject}` });

  it('is tried again at once, each time without a trace of the failed try', async () => {
    failTimes(2);
    const event = thing('mended-at-once');
    await service.publish(event);
    await eventually('it is noted', async () => (await notes(database.dataSource))['mended-at-once']);
    expect(handler.attemptsOn('mended-at-once')).toEqual([1, 2, 3]);
    expect((await notes(database.dataSource))['mended-at-once']).toBe(1);
    expect(await inboxOf(event)).toEqual([{ outcome: 'handled' }]);
    expect(await parkedOf(event)).toEqual([]);
  });

  it('is then tried later, delay after delay, and the tries are counted through', async () => {
    failTimes(4);
    const event = thing('mended-later');
    await service.publish(event);
    await eventually('it is noted', async () => (await notes(database.dataSource))['mended-later']);
    const tries = handler.tries.filter(({ thingId }) => thingId === 'mended-later');
    expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5]);
    const waits = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    expect(waits[2]).toBeGreaterThanOrEqual(149); // the clocks of two processes
    expect(waits[3]).toBeGreaterThanOrEqual(449);
    expect((await notes(database.dataSource))['mended-later']).toBe(1);
    expect(await inboxOf(event)).toEqual([{ outcome: 'handled' }]);
  });

  it('has its message parked with its story when the last try has failed', async () => {
    let failures = 0;
    failTimes(Infinity, () => new RangeError(`failure ${++failures}`));
    const before = Date.now();
    const event = thing('exhausted');
    await service.publish(event);
    const letter = await eventually('it is parked', async () => (await parkedOf(event))[0]);
    expect(letter).toMatchObject({
      reason: 'exhausted',
      status: 'parked',
      consumer: 'note-thing',
      queue: service.names.queue('note-thing'),
      exchange: service.names.eventsExchange('things'),
      routingKey: 'thing-happened.v1',
      eventId: event.id,
      type: 'things.thing-happened.v1',
      source: '/things',
      partitionKey: 'thing/exhausted',
      sequence: 1,
      errorName: 'RangeError',
      errorMessage: 'failure 5',
      errorStack: expect.stringContaining('retries.int-spec.ts') as string,
      attempts: 5,
    });
    const { firstFailedAt, lastFailedAt, id } = letter;
    expect(lastFailedAt.getTime() - firstFailedAt.getTime()).toBeGreaterThanOrEqual(599); // both delays lie between
    expect(firstFailedAt.getTime()).toBeGreaterThanOrEqual(before - 1);
    expect(JSON.parse(String(await service.deadLetters.bodyOf(id)))).toEqual(event);
    expect(await inboxOf(event)).toEqual([{ outcome: 'parked' }]);
    expect((await notes(database.dataSource)).exhausted).toBeUndefined();
  });

  it('has its message parked at once when the error is permanent', async () => {
    failTimes(Infinity, () => new PermanentError('abolished'));
    const event = thing('permanent');
    await service.publish(event);
    await eventually('it is parked', async () => (await parkedOf(event)).length);
    expect(handler.attemptsOn('permanent')).toEqual([1]);
    expect(await parkedOf(event)).toMatchObject([
      { reason: 'permanent', errorMessage: 'abolished', attempts: 1 },
    ]);
  });

  it('sees a parked message no more, however often it is delivered', async () => {
    failTimes(Infinity, () => new PermanentError('abolished'));
    const event = thing('parked-once');
    await service.publish(event);
    await eventually('it is parked', async () => (await parkedOf(event)).length);
    handler.afterwards = () => undefined;
    await service.publish(event);
    const next = thing('after-parked-once');
    await service.publish(next);
    await eventually('a later one is noted', async () => (await notes(database.dataSource))[next.subject]);
    await eventually('all is settled', () =>
      service.consumers.every((consumer) => consumer.status().inFlight === 0),
    );
    expect(handler.attemptsOn('parked-once')).toEqual([1]);
    expect(await parkedOf(event)).toHaveLength(1);
  });

  it('holds up nobody: others are handled while one waits for its next try', async () => {
    handler.afterwards = ({ thingId }) => {
      if (thingId === 'slow-to-mend' && handler.attemptsOn('slow-to-mend').length < 5)
        throw new Error('boom');
    };
    await service.publish(thing('slow-to-mend'));
    await eventually('it waits in a retry queue', () => handler.attemptsOn('slow-to-mend').length >= 3);
    await service.publish(thing('innocent'));
    await eventually('both are noted', async () => {
      const { innocent, 'slow-to-mend': slow } = await notes(database.dataSource);
      return innocent === 1 && slow === 1;
    });
    const order = handler.tries.map(({ thingId, attempt }) => `${thingId} ${attempt}`);
    expect(order.indexOf('innocent 1')).toBeLessThan(order.indexOf('slow-to-mend 5'));
  });

  it.each([
    ['a text', () => 'just a text', 'thrown string'],
    ['undefined', () => undefined, 'thrown undefined'],
    ['an aggregate', () => new AggregateError([new Error('a'), new Error('b')], 'both'), 'AggregateError'],
    ['text that PostgreSQL cannot store', () => new Error('a\u0000b \ud800'), 'Error'],
    ['a very long message', () => new Error('long '.repeat(100_000)), 'Error'],
  ])('may throw %s', async (what, error, errorName) => {
    failTimes(Infinity, error);
    const event = thing(`throws ${what}`);
    await service.publish(event);
    await eventually('it is parked', async () => (await parkedOf(event)).length);
    expect(await parkedOf(event)).toMatchObject([{ reason: 'exhausted', errorName, attempts: 5 }]);
  });

  it('cannot commit by swallowing the error of a statement', async () => {
    handler.afterwards = () =>
      service
        .get(NoteThing)
        .query('select 1 / 0')
        .catch(() => 'swallowed');
    const event = thing('swallows');
    await service.publish(event);
    await eventually('it is parked', async () => (await parkedOf(event)).length);
    expect(await parkedOf(event)).toMatchObject([{ reason: 'exhausted', errorName: 'UnitOfWorkError' }]);
  });
});
