import ms, { type StringValue } from 'ms';
import type { ResolvedEventingOptions } from '../eventing.options';
import type { ConsumerDefinition } from '../handlers/consumer';
import {
  CONTROL,
  EXCHANGES_OF_OTHERS,
  PERSONAL_DATA,
  PERSONAL_KEYS_REQUESTED,
  SNAPSHOT_REQUESTED,
  type BrokerNames,
} from './names';
import { temporary } from './temporary-topology';
import type { QueueDeclaration, Topology } from './topology';

type BrokerOptions = ResolvedEventingOptions['broker'];

/**
 * Everything a service needs on the broker, from the consumers it has: its own events exchange and those it listens to
 * (a consumer may boot before its publisher), a queue for each consumer, the waiting rooms of delayed tries, and the place
 * for messages that the broker gave up on.
 */
export function computeTopology(
  names: BrokerNames,
  definitions: ConsumerDefinition[],
  options: ResolvedEventingOptions,
): Topology {
  const consumers = definitions.filter(({ kind }) => kind !== 'dead-letters');
  refuseSharedQueues(names, consumers);
  const delays = unique(consumers.flatMap(({ retryDelays }) => retryDelays));
  const publishers = unique([
    names.service,
    ...consumers.flatMap((consumer) => consumer.subscriptions.map(({ service }) => service)),
  ]);
  const topology = merge([
    ...publishers.map((service) => publisherPart(names, service)),
    { exchanges: [{ name: names.direct, type: 'direct' }] },
    ...consumers.filter(({ kind }) => kind !== 'keys').map((one) => consumerPart(names, one, options.broker)),
    requestsPart(names, consumers),
    answersPart(names, consumers),
    snapshotPart(names, consumers),
    homecomingPart(names, consumers),
    ...delays.map((delay) => retryPart(names, delay)),
    deadLetterPart(names),
  ]);
  return options.broker.expireAfterMs ? temporary(topology, names, options.broker.expireAfterMs) : topology;
}

/** Another's are declared, too, where nobody forbids it: a consumer may boot before its publisher. */
function publisherPart(names: BrokerNames, service: string): Partial<Topology> {
  const foreign = service === names.service ? {} : { isForeign: true };
  return {
    exchanges: [
      { name: names.eventsExchange(service), type: 'topic', ...foreign },
      { name: names.replaysExchange(service), type: 'topic', ...foreign },
    ],
  };
}

function refuseSharedQueues(names: BrokerNames, consumers: ConsumerDefinition[]): void {
  const taken = new Set([names.deadLetters, ...EXCHANGES_OF_OTHERS.map((name) => names.queue(name))]);
  for (const { name } of consumers) {
    const queue = names.queue(name);
    if (taken.has(queue)) {
      throw new Error(
        `In ${names.service} there are two consumers named "${name}" (or the name is reserved): they would share the ` +
          `queue ${queue} and take each other's messages. Give one of them another name.`,
      );
    }
    taken.add(queue);
  }
}

function consumerPart(
  names: BrokerNames,
  definition: ConsumerDefinition,
  broker: BrokerOptions,
): Partial<Topology> {
  const queue = names.queue(definition.name);
  const bindings = definition.subscriptions.map(({ service, routingKey }) => ({
    queue,
    exchange: names.eventsExchange(service),
    routingKey,
  }));
  const byName = [
    names.direct,
    ...unique(definition.subscriptions.map(({ service }) => names.replaysExchange(service))),
  ].map((exchange) => ({ queue, exchange, routingKey: queue }));
  const limits = { 'x-delivery-limit': broker.deliveryLimit };
  return {
    queues: [quorumQueue(queue, { ...limits, ...handsOnTo(names.deadLetters) })],
    bindings: [...bindings, ...byName],
  };
}

/** Where the service is asked for snapshots, and for keys of persons. */
function requestsPart(names: BrokerNames, consumers: ConsumerDefinition[]): Partial<Topology> {
  const exchange = names.requestsExchange(names.service);
  const of = (kind: ConsumerDefinition['kind']) => consumers.find((consumer) => consumer.kind === kind);
  const keys = of('keys');
  if (!keys && !of('control')) return {};
  return {
    exchanges: [{ name: exchange, type: 'topic' }],
    ...(keys && { queues: [forgetfulQueue(names.queue(keys.name))] }),
    bindings: [
      ...(of('control') ? [{ queue: names.queue(CONTROL), exchange, routingKey: SNAPSHOT_REQUESTED }] : []),
      ...(keys ? [{ queue: names.queue(keys.name), exchange, routingKey: PERSONAL_KEYS_REQUESTED }] : []),
    ],
  };
}

/** What is not taken soon is not wanted any more: who asked asks again. It is put nowhere else. */
function forgetfulQueue(name: string): QueueDeclaration {
  return quorumQueue(name, { 'x-message-ttl': 60_000, 'x-max-length': 10_000 });
}

/** Where it gets the keys of persons that it has asked for: each of its processes binds a queue of its own. */
function answersPart(names: BrokerNames, consumers: ConsumerDefinition[]): Partial<Topology> {
  const asks = consumers.some(({ name }) => name === PERSONAL_DATA);
  return asks ? { exchanges: [{ name: names.answersExchange(names.service), type: 'direct' }] } : {};
}

/** Where it gets the snapshots that it has asked for: only the queues of projections that ask are behind that exchange. */
function snapshotPart(names: BrokerNames, consumers: ConsumerDefinition[]): Partial<Topology> {
  const exchange = names.snapshotsExchange(names.service);
  const bindings = consumers
    .filter(({ takesSnapshots }) => takesSnapshots)
    .map(({ name }) => ({ queue: names.queue(name), exchange, routingKey: name }));
  return bindings.length === 0 ? {} : { exchanges: [{ name: exchange, type: 'direct' }], bindings };
}

/** How messages get home from the rooms in which they wait; who has no home any more is parked. */
function homecomingPart(names: BrokerNames, consumers: ConsumerDefinition[]): Partial<Topology> {
  const exchange = names.homecoming;
  const homes = consumers
    .filter(({ retryDelays }) => retryDelays.length > 0)
    .map(({ name }) => names.queue(name));
  if (homes.length === 0) return {};
  return {
    exchanges: [{ name: exchange, type: 'direct', alternate: names.deadLetters }],
    bindings: homes.map((queue) => ({ queue, exchange, routingKey: queue })),
  };
}

/**
 * A room in which a message waits: a queue that nobody consumes lets go of it after the delay, to the exchange for coming
 * home; the routing key, kept from publishing, is the name of the queue to bring it home to.
 */
function retryPart(names: BrokerNames, delay: string): Partial<Topology> {
  const name = names.retry(delay);
  const limits = { 'x-message-ttl': milliseconds(delay), 'x-delivery-limit': NO_LIMIT };
  return {
    exchanges: [{ name, type: 'fanout' }],
    queues: [quorumQueue(name, { ...limits, ...handsOnTo(names.homecoming) })],
    bindings: [{ queue: name, exchange: name, routingKey: '' }],
  };
}

function deadLetterPart(names: BrokerNames): Partial<Topology> {
  const name = names.deadLetters;
  return {
    exchanges: [{ name, type: 'fanout' }],
    queues: [quorumQueue(name, { 'x-delivery-limit': NO_LIMIT })],
    bindings: [{ queue: name, exchange: name, routingKey: '' }],
  };
}

/** More returns than can happen. Without any limit RabbitMQ 4 takes 20, and drops what has nowhere else to go. */
export const NO_LIMIT = 2 ** 31 - 1;

function quorumQueue(name: string, extra: QueueDeclaration['arguments']): QueueDeclaration {
  return { name, arguments: { 'x-queue-type': 'quorum', ...extra } };
}

/** Dead-lettering that waits for a confirm; the broker offers it only together with `reject-publish`. */
function handsOnTo(exchange: string): QueueDeclaration['arguments'] {
  return {
    'x-dead-letter-exchange': exchange,
    'x-dead-letter-strategy': 'at-least-once',
    'x-overflow': 'reject-publish',
  };
}

function milliseconds(delay: string): number {
  const result = ms(delay as StringValue);
  if (!(result >= 0)) {
    throw new RangeError(`"${delay}" is no duration for a retry delay; write it like 500ms, 10s, 1m or 2h.`);
  }
  return Math.round(result);
}

function merge(parts: Partial<Topology>[]): Topology {
  return {
    exchanges: parts.flatMap((part) => part.exchanges ?? []),
    queues: parts.flatMap((part) => part.queues ?? []),
    bindings: parts.flatMap((part) => part.bindings ?? []),
  };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
