import type { ResolvedEventingOptions } from '../eventing.options';
import type { Broker } from './broker';
import { InMemoryBroker } from './in-memory/in-memory-broker';
import { InMemoryServer } from './in-memory/in-memory-server';
import { RabbitBroker } from './rabbitmq/rabbit-broker';

/** The `url` that asks for the broker inside the process. */
export const IN_MEMORY = 'in-memory';

/**
 * The broker that the options ask for; it does nothing before its `start()`. With the url `in-memory`, all services of
 * one process that have the same namespace meet on one broker without a server.
 */
export function createBroker({ service, broker }: ResolvedEventingOptions): Broker {
  if (broker.url === IN_MEMORY) return new InMemoryBroker(InMemoryServer.of(broker.namespace ?? ''));
  return new RabbitBroker(service, broker.url);
}
