import { Module, type INestApplicationContext, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test, type TestingModule } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { connect } from 'amqplib';
import { eventually } from '@warren/eventing/testing';
import { BROKER_ADMIN } from '../../../src/broker/create-broker-admin';
import type { BrokerAdmin } from '../../../src/broker/broker-admin';
import { BrokerNames } from '../../../src/broker/names';
import { RabbitAdmin } from '../../../src/broker/rabbitmq/rabbit-admin';
import { EventingModule } from '../../../src/eventing.module';
import { EventingRuntime } from '../../../src/eventing.runtime';
import { onRabbit } from '../../broker/rabbit-admin';
import { NoteThing } from '../../handlers/support/note-thing';
import { thingHappened } from '../../handlers/support/thing-happened';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../../support/test-broker';

export interface SvcSetup {
  databaseUrl: string;
  namespace: string;
  /** What its queues are declared with. */
  deliveryLimit?: number;
  providers?: Provider[];
}

/** A service `svc` that takes `things.thing-happened`, declaring its queues as the setup says. */
function svcModule({ databaseUrl, namespace, deliveryLimit = 5, providers = [NoteThing] }: SvcSetup): Type {
  @Module({
    imports: [
      TypeOrmModule.forRoot({ type: 'postgres', url: databaseUrl }),
      EventingModule.forService('svc', {
        broker: { url: RABBITMQ_URL, namespace, expireAfterMs: EXPIRE_AFTER_MS, deliveryLimit },
        handlers: { concurrency: 10, immediateTries: 1, retryDelays: ['1s'] },
        shutdown: { drainTimeoutMs: 2_000 },
      }),
    ],
    providers,
  })
  class SvcModule {}
  return SvcModule;
}

export async function startSvc(setup: SvcSetup): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(svcModule(setup), {
    abortOnError: false,
    logger: process.env.TEST_LOG ? undefined : false,
  });
  const { consumers } = app.get(EventingRuntime);
  await eventually('all consume', () =>
    consumers.every((consumer) => consumer.status().state === 'consuming'),
  );
  return app;
}

/** The same in a process that only looks and mends: nothing of it runs. */
export async function passiveSvc(setup: SvcSetup, admin?: () => BrokerAdmin): Promise<TestingModule> {
  const building = Test.createTestingModule({ imports: [svcModule(setup)] });
  const app = await (admin ? building.overrideProvider(BROKER_ADMIN).useValue(admin) : building).compile();
  return app;
}

/** Ends as if its process had been killed right before its n-th call. */
export function adminThatDiesAt(nth: number): () => BrokerAdmin {
  let calls = 0;
  return () =>
    new Proxy<BrokerAdmin>(new RabbitAdmin('svc', RABBITMQ_URL), {
      get: (admin, name: keyof BrokerAdmin) => {
        if (name === 'close' || name === 'open') return admin[name].bind(admin);
        return async (...args: never[]) => {
          calls += 1;
          if (calls >= nth) {
            await admin.close();
            throw new DiedError(`before call ${nth} (${name})`);
          }
          return (admin[name] as (...all: never[]) => unknown).apply(admin, args);
        };
      },
    });
}

export class DiedError extends Error {}

/** Publishes, as the service `things` would, events of things with these names; one after the other. */
export function publishThings(namespace: string, things: readonly string[]): Promise<void> {
  return publishTo(new BrokerNames('svc', namespace).eventsExchange('things'), 'thing-happened.v1', things);
}

/** The same to any exchange; resolves when the broker has confirmed them. */
export async function publishTo(
  exchange: string,
  routingKey: string,
  things: readonly string[],
): Promise<void> {
  const connection = await connect(RABBITMQ_URL);
  const channel = await connection.createConfirmChannel();
  for (const subject of things) {
    const event = thingHappened({ subject });
    const options = { messageId: event.id, persistent: true, contentType: 'application/cloudevents+json' };
    channel.publish(exchange, routingKey, Buffer.from(JSON.stringify(event)), options);
  }
  await channel.waitForConfirms();
  await connection.close();
}

export function lengthOf(queue: string): Promise<number> {
  return onRabbit(RABBITMQ_URL, async (channel) => (await channel.checkQueue(queue)).messageCount);
}
