import type { INestApplicationContext } from '@nestjs/common';
import { BrokerNames } from '../broker/names';
import { deleteQueues } from '../broker/rabbitmq/delete-queues';
import { computeTopology } from '../broker/compute-topology';
import { EVENTING_OPTIONS, type ResolvedEventingOptions } from '../eventing.options';
import { EventingRuntime } from '../eventing.runtime';

/**
 * The queues of a service that a test has started on a broker, to be deleted once it has stopped. They would expire by
 * themselves, but waiting rooms for a retry after a day only after that day, and brokers do not have room for many.
 *
 * @returns the way to delete them; it rejects when the broker does not answer.
 * @example
 * ```ts
 * const deleteThem = queuesOf(app);
 * await app.close();
 * await deleteThem();
 * ```
 */
export function queuesOf(app: INestApplicationContext): () => Promise<void> {
  const options = app.get<ResolvedEventingOptions>(EVENTING_OPTIONS);
  const definitions = app.get(EventingRuntime).consumers.map(({ definition }) => definition);
  const { queues } = computeTopology(app.get(BrokerNames), definitions, options);
  const { url } = options.broker;
  if (url === 'in-memory') return () => Promise.resolve();
  return () =>
    deleteQueues(
      url,
      queues.map(({ name }) => name),
    );
}
