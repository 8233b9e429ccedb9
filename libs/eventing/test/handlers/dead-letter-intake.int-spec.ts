import { Logger } from '@nestjs/common';
import type { MessageProperties } from '../../src/broker/broker';
import { eventually } from '@warren/eventing/testing';
import { testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { HandlingService } from './support/handling-service';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describe('The intake of dead letters', () => {
  let database: TestDatabase;
  let service: HandlingService;

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    const setup = { dataSource: database.dataSource, namespace: testNamespace(), deliveryLimit: 3 };
    service = await HandlingService.start({ ...setup, providers: [NoteThing] });
  });

  afterAll(async () => {
    await service?.stop();
    await database?.drop();
  });

  beforeEach(() => database.dataSource.query('truncate eventing.dead_letters'));

  const send = (body: Buffer, properties: MessageProperties = {}) =>
    service.broker.publish({ exchange: service.names.deadLetters, routingKey: '', body, properties });
  const bytesOf = (event: unknown) => Buffer.from(JSON.stringify(event));
  const gaveUpOn = (consumer: string) => ({
    'x-death': [
      {
        queue: service.names.queue(consumer),
        reason: 'delivery_limit',
        exchange: 'e',
        'routing-keys': ['k'],
      },
    ],
  });
  const parked = async (count: number) => {
    await eventually(`${count} are parked`, async () => (await service.deadLetters.count()) === count);
    return service.deadLetters.find();
  };

  it('parks what is nested more deeply than any stack, and what comes after it', async () => {
    await send(Buffer.from(`{"specversion":${'['.repeat(100_000)}${']'.repeat(100_000)}}`));
    await send(bytesOf(thingHappened()), { headers: gaveUpOn('note-thing') });
    expect((await parked(2)).map(({ reason }) => reason).sort()).toEqual(['crash-suspect', 'stray']);
  });

  it('parks what the delivery limit rejected, under the consumer whose queue it was', async () => {
    const event = thingHappened();
    await send(bytesOf(event), { headers: { ...gaveUpOn('note-thing'), 'x-warren-attempt': 3 } });
    expect(await parked(1)).toMatchObject([
      {
        reason: 'crash-suspect',
        consumer: 'note-thing',
        queue: service.names.queue('note-thing'),
        exchange: 'e',
        routingKey: 'k',
        eventId: event.id,
        attempts: 3 + 4, // three tries before, and the deliveries in which it died
      },
    ]);
    await service.publish(event); // a late duplicate is not handled behind the back of whoever looks into it
    const next = thingHappened({ subject: 'next' });
    await service.publish(next);
    await eventually('the next one is noted', async () => (await notes(database.dataSource)).next);
    expect((await notes(database.dataSource))[event.subject]).toBeUndefined();
  });

  it('does not park an event that its consumer has handled meanwhile', async () => {
    const event = thingHappened({ subject: 'survivor' });
    await service.publish(event);
    await eventually('it is noted', async () => (await notes(database.dataSource)).survivor);
    await send(bytesOf(event), { headers: gaveUpOn('note-thing') });
    await send(Buffer.from('a later one, which is parked'));
    expect(await parked(1)).toMatchObject([{ reason: 'stray' }]);
  });

  it('parks what waited for a queue that is gone, under the consumer whose queue it was', async () => {
    const death = {
      queue: service.names.retry('10m'),
      reason: 'expired',
      exchange: service.names.retry('10m'),
    };
    const headers = {
      'x-death': [{ ...death, 'routing-keys': [service.names.queue('removed')] }],
      ...{ 'x-warren-attempt': 2, 'x-warren-exchange': 'e', 'x-warren-routing-key': 'k' },
    };
    await send(bytesOf(thingHappened()), { headers });
    expect(await parked(1)).toMatchObject([
      {
        ...{ reason: 'stray', consumer: 'removed', queue: service.names.queue('removed'), attempts: 2 },
        ...{ exchange: 'e', routingKey: 'k' },
        errorMessage: expect.stringContaining(`its queue ${service.names.queue('removed')} was deleted`),
      },
    ]);
  });

  it('parks one event once for each consumer that died of it', async () => {
    const event = thingHappened();
    await send(bytesOf(event), { messageId: event.id, headers: gaveUpOn('one') });
    await send(bytesOf(event), { messageId: event.id, headers: gaveUpOn('another') });
    expect((await parked(2)).map(({ consumer }) => consumer).sort()).toEqual(['another', 'one']);
  });

  it.each<[string, Buffer, Record<string, unknown>]>([
    ['nothing at all', Buffer.alloc(0), {}],
    ['noise', Buffer.alloc(1_000_000, 0xa7), { 'x-death': 'noise' }],
    [
      'a queue of somebody else',
      Buffer.from('{}'),
      { 'x-death': [{ queue: 'their.queue', reason: 'rejected' }] },
    ],
    [
      'strange headers',
      Buffer.from('{}'),
      { 'x-death': [null, 7, { queue: 5 }], 'x-warren-attempt': 'x', n: null },
    ],
  ])('parks a stranger: %s', async (_what, body, headers) => {
    await send(body, { headers });
    const [letter] = await parked(1);
    expect(letter).toMatchObject({ reason: 'stray', bodySize: body.length });
    expect(letter?.consumer).toBe(
      'x-death' in headers && body.length === 2 && !('n' in headers) ? 'their.queue' : 'unknown',
    );
  });
});
