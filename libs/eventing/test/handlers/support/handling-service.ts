import { eventually } from '@warren/eventing/testing';
import type { Provider } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { MessageDoor } from '../../../src/admission/message-door';
import { BROKER, type Broker, type OutgoingMessage } from '../../../src/broker/broker';
import { createBroker } from '../../../src/broker/create-broker';
import { BrokerNames } from '../../../src/broker/names';
import { computeTopology } from '../../../src/broker/compute-topology';
import { DeadLetterIntake } from '../../../src/dead-letters/dead-letter-intake';
import { DeadLetters } from '../../../src/dead-letters/dead-letters';
import { Parking } from '../../../src/dead-letters/parking';
import {
  EVENTING_OPTIONS,
  type EventingOptions,
  type ResolvedEventingOptions,
} from '../../../src/eventing.options';
import { resolveOptions } from '../../../src/resolve-options';
import type { Consumer } from '../../../src/handlers/consumer';
import { ConnectionShare } from '../../../src/handlers/connection-share';
import { DatabaseWatch } from '../../../src/handlers/database-watch';
import { HandlerDiscovery } from '../../../src/handlers/discover-handlers';
import { HandlerPipeline } from '../../../src/handlers/handler-pipeline';
import { HandlerRegistry } from '../../../src/handlers/handler-registry';
import { Inbox } from '../../../src/inbox/inbox';
import type { EventEnvelope } from '../../../src/message/envelope';
import { KeyAsker } from '../../../src/personal-data/handing-out/key-asker';
import { KeyTable } from '../../../src/personal-data/keys/key-table';
import { PersonalReader } from '../../../src/personal-data/personal-reader';
import { UnitOfWork } from '../../../src/unit-of-work/unit-of-work';
import { EXPIRE_AFTER_MS, RABBITMQ_URL } from '../../support/test-broker';

export interface ServiceSetup {
  dataSource: DataSource;
  namespace: string;
  providers: Provider[];
  handlers?: EventingOptions['handlers'];
  messages?: EventingOptions['messages'];
  deliveryLimit?: number;
  /** Default: the RabbitMQ of the tests. */
  brokerUrl?: string;
  /** Puts something of the test between the service and the broker. */
  wrapBroker?: (broker: Broker) => Broker;
}

/** A service called `svc` with the whole handler side of the library, on real servers. */
export class HandlingService {
  private constructor(
    readonly broker: Broker,
    readonly names: BrokerNames,
    readonly consumers: Consumer[],
    readonly deadLetters: DeadLetters,
    readonly get: <T>(token: new (...args: never[]) => T) => T,
  ) {}

  static async start(setup: ServiceSetup): Promise<HandlingService> {
    const options = optionsOf(setup);
    const names = new BrokerNames('svc', setup.namespace);
    const broker = (setup.wrapBroker ?? ((same) => same))(createBroker(options));
    const app = await NestFactory.createApplicationContext(moduleOf(setup, options, names, broker), {
      logger: false,
    });
    const consumers = [...app.get(HandlerRegistry).consumers(), app.get(DeadLetterIntake)];
    const definitions = consumers.map(({ definition }) => definition);
    broker.start();
    await broker.declare(computeTopology(names, definitions, options));
    consumers.forEach((consumer) => consumer.start());
    return new HandlingService(broker, names, consumers, app.get(DeadLetters), (token) => app.get(token));
  }

  /** What the service `things` would do. */
  async publish(event: EventEnvelope, changes: Partial<OutgoingMessage['properties']> = {}): Promise<void> {
    await this.publishBytes(Buffer.from(JSON.stringify(event)), { messageId: event.id, ...changes });
  }

  async publishBytes(body: Buffer, properties: OutgoingMessage['properties'] = {}): Promise<void> {
    const exchange = this.names.eventsExchange('things');
    // A connection may break for reasons of its own on a busy machine; a relay would publish again too.
    await eventually('the broker takes a message', () =>
      this.broker.publish({ exchange, routingKey: 'thing-happened.v1', body, properties }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.cancel()));
    await Promise.all(this.consumers.map((consumer) => consumer.drain()));
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.broker.close();
  }
}

function optionsOf({
  namespace,
  deliveryLimit,
  handlers,
  messages,
  brokerUrl,
}: ServiceSetup): ResolvedEventingOptions {
  return resolveOptions({
    service: 'svc',
    broker: { url: brokerUrl ?? RABBITMQ_URL, namespace, deliveryLimit, expireAfterMs: EXPIRE_AFTER_MS },
    handlers: { immediateTries: 2, retryDelays: [], ...handlers },
    ...(messages && { messages }),
  });
}

function moduleOf(
  { dataSource, providers }: ServiceSetup,
  options: ResolvedEventingOptions,
  names: BrokerNames,
  broker: Broker,
) {
  class HandlingServiceModule {}
  return {
    module: HandlingServiceModule,
    imports: [DiscoveryModule],
    providers: [
      { provide: DataSource, useValue: dataSource },
      { provide: EVENTING_OPTIONS, useValue: options },
      { provide: BrokerNames, useValue: names },
      { provide: BROKER, useValue: broker },
      ...[MessageDoor, UnitOfWork, Inbox, DeadLetters, Parking, ConnectionShare, DatabaseWatch],
      ...[HandlerDiscovery, HandlerPipeline, HandlerRegistry, DeadLetterIntake],
      ...[KeyTable, KeyAsker, PersonalReader],
      ...providers,
    ],
  };
}
