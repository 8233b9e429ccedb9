import type { BrokerNames } from './names';
import type { Topology } from './topology';

/** Matches no event, for theirs are `<event>.v<n>`. */
const NO_EVENT = 'none';

/**
 * Makes everything vanish some time after the last process that used it. An exchange goes with its last binding but not
 * without ever having had one: hence the bindings that keep the service's own exchanges while its dead-letter queue lives.
 */
export function temporary(topology: Topology, names: BrokerNames, expireAfterMs: number): Topology {
  return {
    exchanges: topology.exchanges.map((exchange) => ({ ...exchange, autoDelete: true })),
    queues: topology.queues.map((queue) => {
      const waiting = Number(queue.arguments['x-message-ttl'] ?? 0);
      return { ...queue, arguments: { ...queue.arguments, 'x-expires': expireAfterMs + waiting } };
    }),
    bindings: [
      ...topology.bindings,
      ...topology.exchanges
        .filter(({ type, isForeign }) => type !== 'fanout' && !isForeign)
        .map(({ name }) => ({ queue: names.deadLetters, exchange: name, routingKey: NO_EVENT })),
    ],
  };
}
