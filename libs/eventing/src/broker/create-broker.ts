import type { ResolvedEventingOptions } from '../eventing.options';
import type { Broker } from './broker';
import { InMemoryBroker } from './in-memory/in-memory-broker';
import { InMemoryServer } from './in-memory/in-memory-server';
import { IN_MEMORY } from './in-memory/in-memory-url';
import { RabbitBroker } from './rabbitmq/rabbit-broker';

/**
 * The broker that the options ask for; it does nothing before its `start()`. With the url `in-memory`, all services of
 * one process that have the same namespace meet on one broker without a server.
 */
export function createBroker({ service, broker }: ResolvedEventingOptions): Broker {
  const { url, namespace = '', tls, user } = broker;
  if (url === IN_MEMORY) return new InMemoryBroker(InMemoryServer.of(namespace), user);
  return new RabbitBroker(service, url, { tls });
}
