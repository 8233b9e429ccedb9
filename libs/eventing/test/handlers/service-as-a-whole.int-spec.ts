import { Injectable, Logger, Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IsString } from 'class-validator';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { EventingModule } from '../../src/eventing.module';
import { EventingRuntime } from '../../src/eventing.runtime';
import { IdempotentHandler } from '../../src/handlers/idempotent-handler';
import type { EventEnvelope } from '../../src/message/envelope';
import { IntegrationEvent } from '../../src/message/integration-event';
import { Payload } from '../../src/message/payload';
import { Outbox } from '../../src/outbox/outbox';
import { Transactional } from '../../src/unit-of-work/transactional';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { eventually } from '@warren/eventing/testing';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { createNotes, NoteThing, notes } from './support/note-thing';
import { ThingHappened, thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

@IntegrationEvent({
  type: 'svc.thing-noted',
  version: 1,
  aggregate: 'noting',
  subject: (e: ThingNoted) => e.thingId,
})
class ThingNoted extends Payload<ThingNoted> {
  @IsString() readonly thingId!: string;
}

/** Publishes in turn, and has a method of its own transactional. */
@Injectable()
class AnswerThing {
  failuresLeft = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Transactional()
  @IdempotentHandler(ThingHappened)
  async handle({ thingId }: ThingHappened): Promise<void> {
    this.outbox.publish(new ThingNoted({ thingId }));
    await this.unitOfWork.manager.query('insert into answer values ($1)', [thingId]);
    if (this.failuresLeft-- > 0) throw new Error('after everything was done');
  }
}

/** Takes what AnswerThing publishes, from the same service's own exchange. */
@Injectable()
class HearAnswer {
  readonly heard: string[] = [];
  @IdempotentHandler(ThingNoted)
  handle({ thingId }: ThingNoted): Promise<void> {
    this.heard.push(thingId);
    return Promise.resolve();
  }
}

describe('A service with handlers, as a whole', () => {
  let database: TestDatabase;
  let app: INestApplicationContext | undefined;

  beforeAll(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    await database.dataSource.query('create table answer (thing_id text)');
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(() => database?.drop());

  async function start(providers: Provider[], namespace = testNamespace()): Promise<INestApplicationContext> {
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url }),
        EventingModule.forService('svc', {
          broker: { url: RABBITMQ_URL, namespace, expireAfterMs: EXPIRE_AFTER_MS },
          // More than the handler fails: a try may also collide with the first partitions, which are made just then.
          handlers: { immediateTries: 6, retryDelays: [] },
          shutdown: { drainTimeoutMs: 500 },
        }),
      ],
      providers,
    })
    class ServiceModule {}
    app = await NestFactory.createApplicationContext(ServiceModule, { abortOnError: false });
    const { consumers } = app.get(EventingRuntime);
    await eventually('all consume', () =>
      consumers.every((consumer) => consumer.status().state === 'consuming'),
    );
    return app;
  }

  const publish = (service: INestApplicationContext, event: EventEnvelope) =>
    service.get<Broker>(BROKER).publish({
      exchange: service.get(BrokerNames).eventsExchange('things'),
      routingKey: 'thing-happened.v1',
      body: Buffer.from(JSON.stringify(event)),
      properties: { messageId: event.id },
    });
  const published = (): Promise<Record<string, string>[]> =>
    database.dataSource.query('select body::jsonb as body from eventing.outbox order by position');

  it('a failed try takes back its effect, its inbox row and what it published; the next one publishes once', async () => {
    const service = await start([AnswerThing, HearAnswer]);
    service.get(AnswerThing).failuresLeft = 2;
    const event = thingHappened({
      subject: 'answered',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
    });
    await publish(service, event);
    await eventually('the answer is heard', () => service.get(HearAnswer).heard.length);
    expect(service.get(HearAnswer).heard).toEqual(['answered']);
    expect(await database.dataSource.query('select * from answer')).toEqual([{ thing_id: 'answered' }]);
    expect(await published()).toMatchObject([
      {
        body: {
          type: 'svc.thing-noted.v1',
          sequence: 1,
          correlationid: event.correlationid,
          causationid: event.id,
          traceparent: event.traceparent, // nothing here records spans: the trace is passed on as it came
        },
      },
    ]);
  });

  it('stops within its limit though a handler hangs, and the message is handled by the next process', async () => {
    const namespace = testNamespace();
    const hung = await start([NoteThing], namespace);
    hung.get(NoteThing).afterwards = () => new Promise(() => undefined);
    await publish(hung, thingHappened({ subject: 'hung' }));
    await eventually('it hangs', () => hung.get(NoteThing).tries.length);
    const before = Date.now();
    await hung.close();
    expect(Date.now() - before).toBeGreaterThanOrEqual(499); // it was given its time
    expect(await notes(database.dataSource)).toEqual({});

    await start([NoteThing], namespace);
    await eventually('it is noted', async () => (await notes(database.dataSource)).hung);
    expect(await notes(database.dataSource)).toEqual({ hung: 1 });
  });

  it('lets a running handler finish when it stops, and acks it', async () => {
    const stopping = await start([NoteThing]);
    let finish: (() => void) | undefined;
    stopping.get(NoteThing).afterwards = () => new Promise<void>((resolve) => (finish = resolve));
    await publish(stopping, thingHappened({ subject: 'finishes' }));
    const end = await eventually('it runs', () => finish);
    const closed = stopping.close();
    end();
    await closed;
    app = undefined;
    expect((await notes(database.dataSource)).finishes).toBe(1);
  });
});
