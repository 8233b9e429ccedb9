import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { eventually } from '@warren/eventing/testing';
import { BROKER, type Broker } from '../../../src/broker/broker';
import { BrokerNames } from '../../../src/broker/names';
import { EventingModule } from '../../../src/eventing.module';
import type { EventingOptions } from '../../../src/eventing.options';
import { EventingRuntime } from '../../../src/eventing.runtime';
import type { EventEnvelope } from '../../../src/message/envelope';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../../support/test-broker';

export interface SagaServiceSetup {
  databaseUrl: string;
  namespace: string;
  providers: Provider[];
  handlers?: EventingOptions['handlers'];
  scheduling?: EventingOptions['scheduling'];
  relay?: EventingOptions['relay'];
  deliveryLimit?: number;
  /** Default: the RabbitMQ of the tests. */
  brokerUrl?: string;
}

/** One process's worth of a service called `svc`, with the whole library in it. */
export async function startService(setup: SagaServiceSetup): Promise<INestApplicationContext> {
  const { databaseUrl, namespace, providers, handlers, scheduling, relay, brokerUrl, deliveryLimit } = setup;
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl, retryAttempts: 0 }),
      EventingModule.forService('svc', {
        broker: { url: brokerUrl ?? RABBITMQ_URL, namespace, deliveryLimit, expireAfterMs: EXPIRE_AFTER_MS },
        handlers: { retryDelays: ['100ms', '400ms'], ...handlers },
        scheduling: { pollMs: 500, ...scheduling },
        relay: { leaseMs: 2_000, pollMs: 200, ...relay },
        shutdown: { drainTimeoutMs: 5_000 },
      }),
    ],
    providers,
  })
  class ServiceModule {}
  const logger = process.env.TEST_LOG ? undefined : (false as const);
  const app = await NestFactory.createApplicationContext(ServiceModule, { abortOnError: false, logger });
  const { consumers } = app.get(EventingRuntime);
  await eventually('all consume', () =>
    consumers.every((consumer) => consumer.status().state === 'consuming'),
  );
  return app;
}

/** What another service's relay would do. */
export async function deliver(service: INestApplicationContext, event: EventEnvelope): Promise<void> {
  const [publisher = '', ...key] = event.type.split('.');
  const exchange = service.get(BrokerNames).eventsExchange(publisher);
  await eventually('the broker takes a message', () =>
    service.get<Broker>(BROKER).publish({
      exchange,
      routingKey: key.join('.'),
      body: Buffer.from(JSON.stringify(event)),
      properties: { messageId: event.id },
    }),
  );
}
