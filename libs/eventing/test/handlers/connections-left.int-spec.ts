import { Injectable, Logger, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { eventually } from '@warren/eventing/testing';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { BROKER, type Broker } from '../../src/broker/broker';
import { BrokerNames } from '../../src/broker/names';
import { EventingModule } from '../../src/eventing.module';
import { IdempotentHandler } from '../../src/handlers/idempotent-handler';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { ThingHappened, thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

/** Stays in its transaction, except with the first message, until the test lets it go. */
@Injectable()
class Dawdle {
  begun = -1;
  letGo: () => void = () => undefined;
  private readonly waiting = new Promise<void>((resolve) => (this.letGo = resolve));

  @IdempotentHandler(ThingHappened, { concurrency: 20 })
  async handle(_event: ThingHappened): Promise<void> {
    this.begun += 1;
    if (this.begun > 0) await this.waiting;
  }
}

describe('Handlers that stand still', () => {
  let database: TestDatabase;
  let service: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, poolSize: 8, connectTimeoutMS: 20_000 }),
        EventingModule.forService('svc', {
          broker: { url: RABBITMQ_URL, namespace: testNamespace(), expireAfterMs: EXPIRE_AFTER_MS },
        }),
      ],
      providers: [Dawdle],
    })
    class ServiceModule {}
    service = await NestFactory.createApplicationContext(ServiceModule, { abortOnError: false });
  });
  afterAll(async () => {
    service?.get(Dawdle).letGo();
    await service?.close();
    await database?.drop();
  });

  const publish = () => {
    const event = thingHappened({ id: uuidv7() });
    return eventually('the broker takes a message', () =>
      service
        .get<Broker>(BROKER)
        .publish({
          exchange: service.get(BrokerNames).eventsExchange('things'),
          routingKey: 'thing-happened.v1',
          body: Buffer.from(JSON.stringify(event)),
          properties: { messageId: event.id },
        })
        .then(
          (outcome) => outcome === 'routed',
          () => false,
        ),
    );
  };

  it('leave a quarter of the connections for requests, however many messages there are', async () => {
    const dawdle = service.get(Dawdle);
    await publish(); // no consumer takes more than one message before it has dealt with one
    await eventually('the first to be handled', () => dawdle.begun === 0);
    for (let sent = 0; sent < 20; sent++) await publish();
    await eventually('as many to be in a transaction as may be', () => dawdle.begun >= 6);
    // Had the others a connection, too, this would wait for one of theirs.
    await Promise.all([1, 2].map(() => service.get(DataSource).query('select pg_sleep(0.2)')));
    expect(dawdle.begun).toBe(6);
    dawdle.letGo();
    await eventually('all to be handled', () => dawdle.begun === 20);
  });
});
