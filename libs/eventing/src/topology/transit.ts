import { NO_LIMIT } from '../broker/compute-topology';
import type { BindingDeclaration, QueueDeclaration, Topology } from '../broker/topology';

/** Where the messages of a queue are while it is rebuilt. Each name stands for a queue with a fanout exchange in front. */
export interface Transit {
  /** What was in the queue. */
  backlog: string;
  /** What comes meanwhile. */
  arrivals: string;
  /** An exchange that leads back into the queue. */
  back: string;
}

export function transitOf(queue: string): Transit {
  return {
    backlog: `${queue}.migrating.backlog`,
    arrivals: `${queue}.migrating.arrivals`,
    back: `${queue}.migrating.back`,
  };
}

/** Whether the name is one of those. */
export function isTransit(name: string): boolean {
  return /\.migrating\.(backlog|arrivals|back)$/.test(name);
}

/** Where the backlog goes: as it keeps its routing keys through a fanout exchange, it can be put back as it was. */
export function backlogPart({ name, arguments: args }: QueueDeclaration): Topology {
  const { backlog } = transitOf(name);
  return {
    exchanges: [passage(backlog)],
    queues: [{ name: backlog, arguments: patient(args) }],
    bindings: [{ queue: backlog, exchange: backlog, routingKey: '' }],
  };
}

/** Takes, with the same bindings, what would go into the queue. */
export function arrivalsPart(
  { name, arguments: args }: QueueDeclaration,
  bindings: readonly BindingDeclaration[],
): Topology {
  const { arrivals } = transitOf(name);
  return {
    exchanges: [],
    queues: [{ name: arrivals, arguments: patient(args) }],
    bindings: bindings.map((binding) => ({ ...binding, queue: arrivals })),
  };
}

/** The way back into the rebuilt queue. */
export function wayBack(queue: string): Topology {
  const { back } = transitOf(queue);
  return { exchanges: [passage(back)], queues: [], bindings: [{ queue, exchange: back, routingKey: '' }] };
}

function passage(name: string): Topology['exchanges'][number] {
  return { name, type: 'fanout', autoDelete: true };
}

/** The queue's own settings, but nothing leaves it by itself: neither after a time nor after many returns. */
function patient({
  'x-message-ttl': waiting = 0,
  'x-expires': expires,
  ...args
}: QueueDeclaration['arguments']): QueueDeclaration['arguments'] {
  const settings = { ...args, 'x-delivery-limit': NO_LIMIT };
  return expires === undefined ? settings : { ...settings, 'x-expires': Number(expires) + Number(waiting) };
}
