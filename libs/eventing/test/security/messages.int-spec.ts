import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { eventually } from '@warren/eventing/testing';
import { startPrivateRabbitMq } from '../../../../tools/servers';
import { RabbitAdmin } from '../../src/broker/rabbitmq/rabbit-admin';
import type { DeadLetter } from '../../src/dead-letters/dead-letter';
import { HandlingService } from '../handlers/support/handling-service';
import { createNotes, NoteThing, notes } from '../handlers/support/note-thing';
import { thingHappened } from '../handlers/support/thing-happened';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { Intruder, PASSWORD, urlFor, type PrivateRabbitMq } from './support/users-of-broker';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const LARGEST = 10_000;

/** The users may do everything here: what is tested is that what they say is not believed even then. */
describe('A message that comes in', () => {
  const namespace = testNamespace();
  const [own, trusted, other] = ['svc', 'things', 'stranger'].map((name) => `${namespace}.${name}`) as [
    string,
    string,
    string,
  ];
  let rabbit: PrivateRabbitMq;
  let database: TestDatabase;
  let service: HandlingService;
  let handler: NoteThing;
  let things: Intruder;
  let stranger: Intruder;

  beforeAll(async () => {
    rabbit = await startPrivateRabbitMq();
    for (const user of [own, trusted, other]) {
      await rabbit.rabbitmqctl('add_user', user, PASSWORD);
      await rabbit.rabbitmqctl('set_permissions', user, '.*', '.*', '.*');
    }
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    service = await HandlingService.start({
      dataSource: database.dataSource,
      namespace,
      brokerUrl: urlFor(rabbit, own),
      providers: [NoteThing],
      handlers: { immediateTries: 1, retryDelays: ['50ms'] },
      messages: { trustedPublishers: {}, largestBytes: LARGEST },
    });
    handler = service.get(NoteThing);
    things = await Intruder.connect(rabbit, trusted);
    stranger = await Intruder.connect(rabbit, other);
  }, 180_000);

  afterAll(async () => {
    await Promise.all([things?.close(), stranger?.close(), service?.stop()]);
    await database?.drop();
    await rabbit?.stop();
  });

  beforeEach(() => (handler.afterwards = () => undefined));

  const send = (who: Intruder, event: object | Buffer, properties: object = {}) =>
    who.attempt((channel) =>
      channel.publish(
        service.names.eventsExchange('things'),
        'thing-happened.v1',
        Buffer.isBuffer(event) ? event : Buffer.from(JSON.stringify(event)),
        properties,
      ),
    );

  const noted = async (thing: string) => (await notes(database.dataSource))[thing] ?? 0;
  const untilNoted = (thing: string) =>
    eventually(`${thing} to be noted`, async () => (await noted(thing)) > 0);
  const letterWith = (text: string): Promise<DeadLetter> =>
    eventually(`a dead letter with ${text}`, async () => (await service.deadLetters.find({ text }))[0]);
  const newThing = () => thingHappened({ subject: `thing-${randomUUID()}` });

  it('is handled when the user published it who may', async () => {
    const event = newThing();
    expect(await send(things, event, { userId: trusted })).toBeUndefined();
    await untilNoted(event.subject);
  });

  it('cannot be published under the name of another user: the broker refuses it', async () => {
    expect(await send(stranger, newThing(), { userId: trusted })).toMatch(/406.*user_id property set to/);
  });

  it.each([
    ['another user', () => ({ userId: other }), /The user ".*stranger" of the broker published it/],
    ['nobody', () => ({}), /does not say who published it/],
    [
      'another user who says that it was passed on',
      () => ({ userId: other, headers: { 'x-warren-publisher': trusted } }),
      /The user ".*stranger"/,
    ],
  ])(
    'is parked when it was published by %s, and its id stays free for the true one',
    async (_who, by, words) => {
      const event = newThing();
      expect(await send(stranger, event, by())).toBeUndefined();
      const letter = await letterWith(event.subject);
      expect(letter).toMatchObject({
        reason: 'untrusted-publisher',
        errorMessage: expect.stringMatching(words),
      });
      expect(await noted(event.subject)).toBe(0);
      await send(things, event, { userId: trusted });
      await untilNoted(event.subject);
    },
  );

  it('is parked when the right user says it in the name of another service', async () => {
    const event = { ...newThing(), source: '/orders' };
    await send(things, event, { userId: trusted });
    expect(await letterWith(event.subject)).toMatchObject({ reason: 'untrusted-publisher' });
  });

  it('remains whose it was when it is tried again', async () => {
    const event = newThing();
    handler.afterwards = ({ thingId }, { attempt }) => {
      if (thingId === event.subject && attempt === 1) throw new Error('not yet');
    };
    await send(things, event, { userId: trusted });
    await untilNoted(event.subject);
    expect(handler.attemptsOn(event.subject)).toEqual([1, 2]);
  });

  it('remains whose it was when its queue is moved', async () => {
    const event = newThing();
    const admin = new RabbitAdmin('svc', urlFor(rabbit, own));
    const [from, queue] = [service.names.queue('moved'), service.names.queue('note-thing')];
    const bindings = [
      { queue: from, exchange: from, routingKey: '' },
      { queue, exchange: `${from}.back`, routingKey: '' },
    ];
    await admin.open();
    try {
      await admin.declare({
        exchanges: [from, `${from}.back`].map((name) => ({ name, type: 'fanout', autoDelete: true })),
        queues: [{ name: from, arguments: { 'x-queue-type': 'quorum' } }],
        bindings,
      });
      const bytes = Buffer.from(JSON.stringify(event));
      await stranger.attempt((channel) => channel.publish(from, '', bytes, { userId: other }));
      expect(await admin.move(from, `${from}.back`, false)).toBe(1);
    } finally {
      await admin.close();
    }
    expect(await letterWith(event.subject)).toMatchObject({
      reason: 'untrusted-publisher',
      errorMessage: expect.stringContaining('stranger'),
    });
  });

  it('is parked without being looked into when it is too large; of it the beginning is kept', async () => {
    const event = { ...newThing(), dataschema: 'x'.repeat(200_000) };
    await send(things, event, { userId: trusted });
    const letter = await letterWith(event.subject);
    expect(letter).toMatchObject({
      ...{ reason: 'oversized', bodySize: 65_536, eventId: null, type: null },
      errorMessage: expect.stringMatching(
        /^The message has 20\d{4} bytes, and this service reads 10000 at most/,
      ),
    });
    expect(await noted(event.subject)).toBe(0);
  });

  it('is handled once when it is replayed', async () => {
    const event = newThing();
    const again = { ...event, time: new Date().toISOString(), data: { amount: 1, thingId: event.subject } };
    await send(things, event, { userId: trusted });
    await untilNoted(event.subject);
    await send(things, again, { userId: trusted });
    const after = newThing();
    await send(things, after, { userId: trusted });
    await untilNoted(after.subject);
    await eventually('all is dealt with', () =>
      service.consumers.every((one) => one.status().inFlight === 0),
    );
    expect(await noted(event.subject)).toBe(1);
    expect(await service.deadLetters.count({ text: event.subject })).toBe(0);
  });

  it('is parked when it says something else under the id of an event that was handled', async () => {
    const event = { ...newThing(), id: uuidv7() };
    await send(things, event, { userId: trusted });
    await untilNoted(event.subject);
    const other = { ...event, data: { thingId: event.subject, amount: 1_000_000 } };
    await send(things, other, { userId: trusted });
    expect(await letterWith('1000000')).toMatchObject({
      ...{ reason: 'reused-id', eventId: event.id },
      errorMessage: expect.stringMatching(/other content was handled before by note-thing/),
    });
    expect(await noted(event.subject)).toBe(1);
  });

  it('tells its metrics why messages were parked', () => {
    const tally = service.consumers.find(({ definition }) => definition.name === 'note-thing')?.tally;
    expect(Object.fromEntries(tally?.parked ?? [])).toEqual({
      'untrusted-publisher': 5,
      oversized: 1,
      'reused-id': 1,
    });
  });
});
