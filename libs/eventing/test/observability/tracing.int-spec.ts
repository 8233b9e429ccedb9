import { Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { eventually } from '@warren/eventing/testing';
import { v7 as uuidv7 } from 'uuid';
import { EventingHealth, EventingModule, Outbox, runInMessageContext, UnitOfWork } from '../../src';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import {
  AnswerWhenPinged,
  createPings,
  NoteReminder,
  Pinged,
  PingRow,
  PingsProjection,
  WaitForAnswer,
} from './support/pings';
import { RecordedSpans, rootsOf } from './support/recorded-spans';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describe('A trace', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let spans: RecordedSpans;
  const namespace = testNamespace();

  beforeAll(async () => {
    spans = new RecordedSpans();
    database = await createTestDatabase();
    await createPings(database.dataSource);
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, entities: [PingRow] }),
        EventingModule.forService('svc', {
          broker: { url: RABBITMQ_URL, namespace, expireAfterMs: EXPIRE_AFTER_MS },
          relay: { pollMs: 100 },
          scheduling: { pollMs: 100 },
          projections: { lingerMs: 20 },
        }),
      ],
      providers: [AnswerWhenPinged, NoteReminder, WaitForAnswer, PingsProjection],
    })
    class ServiceModule {}
    app = await NestFactory.createApplicationContext(ServiceModule, { abortOnError: false });
    await eventually('all consume', () =>
      app
        .get(EventingHealth)
        .state()
        .consumers.every(({ state }) => state === 'consuming'),
    );
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await spans?.stop();
  });

  const publish = (...ids: string[]) =>
    app.get(UnitOfWork).run(() => {
      ids.forEach((id) => app.get(Outbox).publish(new Pinged({ id })));
      return Promise.resolve();
    });
  const publishAgain = (envelope: object, id: string) =>
    app.get<Broker>(BROKER).publish({
      exchange: app.get(BrokerNames).eventsExchange('svc'),
      routingKey: 'pinged.v1',
      body: Buffer.from(JSON.stringify(envelope)),
      properties: { messageId: id },
    });
  const rowOf = (id: string) =>
    eventually(`the row of ${id}`, async () => {
      const [row] = await database.dataSource.query<PingRow[]>('select * from ping where id = $1', [id]);
      return row;
    });
  const without = (name: string) => name.replaceAll(`${namespace}.`, '');
  const named = (all: ReadableSpan[], end: string) => all.filter(({ name }) => without(name).endsWith(end));

  it('is one, over relay, handlers, projection, saga, time-out and scheduled event', async () => {
    const { traceId } = await spans.inRoot(() => publish('one'));
    await eventually('all spans of it', () => spans.all(traceId).length >= 10);
    const recorded = spans.all(traceId);
    expect(recorded.map(({ name }) => without(name)).sort()).toEqual(
      [
        'POST /pings',
        'process svc.events:pinged.v1:svc.answer-when-pinged',
        'process svc.events:pinged.v1:svc.pings',
        'process svc.events:pinged.v1:svc.wait-for-answer',
        'process svc.events:reminded.v1:svc.note-reminder',
        'process svc.direct:svc.wait-for-answer',
        'publish svc.events:answered.v1',
        'publish svc.events:pinged.v1',
        'publish svc.events:reminded.v1',
        'publish svc.direct:svc.wait-for-answer',
      ].sort(),
    );
    expect(rootsOf(recorded)).toEqual(['POST /pings']);
  });

  it('tells what was published and handled by the conventions for messaging', async () => {
    const { traceId, rootId } = await spans.inRoot(() => publish('attributes'));
    await rowOf('attributes');
    await eventually('its spans', () => named(spans.all(traceId), ':svc.answer-when-pinged').length);
    const [published] = named(spans.all(traceId), 'publish svc.events:pinged.v1');
    expect(published?.kind).toBe(SpanKind.PRODUCER);
    expect(published?.parentSpanContext?.spanId).toBe(rootId);
    expect(published?.attributes).toMatchObject({
      'messaging.system': 'rabbitmq',
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'publish',
      'messaging.rabbitmq.destination.routing_key': 'pinged.v1',
      'cloudevents.event_type': 'svc.pinged.v1',
    });
    const [handled] = named(spans.all(traceId), ':svc.answer-when-pinged');
    expect(handled?.kind).toBe(SpanKind.CONSUMER);
    expect(handled?.parentSpanContext?.spanId).toBe(rootId);
    expect(handled?.attributes).toMatchObject({
      'messaging.operation.type': 'process',
      'messaging.consumer.group.name': 'answer-when-pinged',
      'messaging.message.id': published?.attributes['messaging.message.id'],
      'warren.attempt': 1,
    });
    expect(handled?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('goes on through immediate and delayed retries, each delivery a span of the same parent', async () => {
    const handler = app.get(AnswerWhenPinged);
    handler.failuresLeft = 2;
    handler.seen.length = 0;
    const { traceId, rootId } = await spans.inRoot(() => publish('tried-again'));
    const deliveries = await eventually('both deliveries', () => {
      const found = named(spans.all(traceId), ':svc.answer-when-pinged');
      return found.length === 2 && found;
    });
    expect(deliveries.map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([rootId, rootId]);
    expect(deliveries.map(({ attributes }) => attributes['warren.attempt'])).toEqual([2, 3]);
    expect(deliveries.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
    expect(deliveries[0]?.events.map(({ attributes }) => attributes?.['exception.message'])).toEqual([
      'not now',
      'not now',
    ]);
    const contexts = handler.seen.map(({ traceparent }) => traceparent);
    const [first, second] = deliveries.map((span) => `00-${traceId}-${span.spanContext().spanId}-01`);
    expect(contexts).toEqual([first, first, second]);
    await eventually('the answer of the try that succeeded', () => {
      const [answer] = named(spans.all(traceId), 'publish svc.events:answered.v1');
      return answer?.parentSpanContext?.spanId === deliveries[1]?.spanContext().spanId;
    });
  });

  it('is no failure where a second try at once succeeded, and tells of the first', async () => {
    app.get(AnswerWhenPinged).failuresLeft = 1;
    const { traceId } = await spans.inRoot(() => publish('tried-at-once'));
    const [handled] = await eventually('the delivery', () => {
      const found = named(spans.all(traceId), ':svc.answer-when-pinged');
      return found.length > 0 && found;
    });
    expect(handled?.status.code).toBe(SpanStatusCode.UNSET);
    expect(handled?.attributes).toMatchObject({ 'warren.attempt': 2 });
    expect(handled?.attributes).not.toHaveProperty('error.type');
    expect(handled?.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('shows that a delivery came twice, and that one was parked', async () => {
    const { traceId } = await spans.inRoot(() => publish('poison'));
    const row = 'select body::jsonb as body from eventing.outbox where partition_key = $1';
    const [{ body }] = await database.dataSource.query<[{ body: { id: string } }]>(row, ['ping/poison']);
    await publishAgain(body, body.id);
    const twice = await eventually('both deliveries', () => {
      const found = named(spans.all(traceId), ':svc.answer-when-pinged');
      return found.length === 2 && found;
    });
    expect(new Set(twice.map(({ attributes }) => attributes['messaging.message.id'])).size).toBe(1);
    const [folded] = await eventually('the projection', () => {
      const found = named(spans.all(traceId), ':svc.pings');
      return found.length > 0 && found;
    });
    expect(folded?.status).toMatchObject({ code: SpanStatusCode.ERROR });
  });

  it('of a batch of several: the batch is linked to each, and each knows when it was applied', async () => {
    const ids = Array.from({ length: 6 }, () => uuidv7());
    const { traceId } = await spans.inRoot(() => publish(...ids));
    await Promise.all(ids.map(rowOf));
    const ofEvents = await eventually('a span of each event', () => {
      const found = named(spans.all(traceId), ':svc.pings');
      return found.length === ids.length && found;
    });
    expect(new Set(ofEvents.map(({ attributes }) => attributes['messaging.message.id'])).size).toBe(
      ids.length,
    );
    const batches = spans.all().filter(({ name }) => name === 'process batch pings');
    const mine = batches.filter(({ links }) => links.some(({ context }) => context.traceId === traceId));
    expect(mine.length).toBeGreaterThan(0);
    const linked = ofEvents.flatMap(({ links }) => links.map(({ context }) => context.spanId));
    for (const batch of mine) {
      expect(batch.parentSpanContext).toBeUndefined();
      expect(linked).toContain(batch.spanContext().spanId);
    }
  });

  it('that is not recorded is passed on, and costs no span', async () => {
    const traceparent = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-00`;
    const handler = app.get(AnswerWhenPinged);
    handler.seen.length = 0;
    await runInMessageContext({ correlationId: 'quiet', traceparent, tracestate: 'vendor=7' }, () =>
      publish('quiet', 'as-quiet'),
    );
    await rowOf('as-quiet');
    await eventually('the handler', () => handler.seen.length === 2);
    const reminded = app.get(NoteReminder).noted;
    await eventually('the reminder', () => reminded.includes('as-quiet'));
    expect(spans.all('c'.repeat(32))).toEqual([]);
    expect(handler.seen[0]).toMatchObject({
      correlationId: 'quiet',
      traceparent: expect.stringMatching(`^00-${'c'.repeat(32)}-[0-9a-f]{16}-00$`) as string,
      tracestate: 'vendor=7',
    });
  });
});
