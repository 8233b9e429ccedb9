import type { Drift, OutgoingMessage, PublishOutcome } from '../broker';
import { BrokerRefusedError } from '../broker-errors';
import type { BindingDeclaration, ExchangeDeclaration, QueueDeclaration, Topology } from '../topology';
import { type CauseOfDeath, deceased, goesInCircles } from './death';
import { InMemoryQueue } from './in-memory-queue';
import type { StoredMessage } from './stored-message';
import { topicMatches } from '../topic-pattern';

/** `blocked`: it takes no messages. `away`: it is not there; what it keeps it keeps. */
export type ServerState = 'up' | 'blocked' | 'away';

/**
 * The broker inside the process: exchanges, bindings and queues. It belongs to nobody; several `InMemoryBroker`s, one for
 * each service, meet on it. Tests also use it to take the broker away, block it, or delete a queue.
 */
export class InMemoryServer {
  private static readonly shared = new Map<string, InMemoryServer>();

  private readonly exchanges = new Map<string, ExchangeDeclaration>();
  private readonly queues = new Map<string, InMemoryQueue>();
  private readonly bindings = new Map<string, BindingDeclaration>();
  private readonly listeners = new Set<() => void>();
  private stranded: (() => boolean)[] = [];
  private current: ServerState = 'up';

  private readonly watchers = new Set<(published?: OutgoingMessage) => void>();

  /** The server that all services with this namespace share in this process. */
  static of(namespace: string): InMemoryServer {
    const server = InMemoryServer.shared.get(namespace) ?? new InMemoryServer();
    InMemoryServer.shared.set(namespace, server);
    return server;
  }

  /** The next who asks for this namespace gets a new one, which knows nothing of this one's queues. */
  static forget(namespace: string): void {
    InMemoryServer.shared.delete(namespace);
  }

  get state(): ServerState {
    return this.current;
  }

  set state(state: ServerState) {
    this.current = state;
    for (const listener of [...this.listeners]) listener();
  }

  /** Calls back on every change of state; returns the way to stop it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Calls back whenever a message was published, with the message, and whenever one was settled; returns the way to stop
   * it.
   */
  onTraffic(watcher: (published?: OutgoingMessage) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Whether a message that is published there would get into a queue. */
  isHeard({ exchange, routingKey }: Pick<OutgoingMessage, 'exchange' | 'routingKey'>): boolean {
    return this.destinations(exchange, routingKey).length > 0;
  }

  /** Every queue with what is in it, waiting or being handled. */
  contents(): Map<string, StoredMessage[]> {
    return new Map([...this.queues].map(([name, queue]) => [name, queue.messages]));
  }

  /** All clients lose their connections, and get them back. */
  cutConnections(): void {
    const before = this.current;
    this.state = 'away';
    this.state = before;
  }

  declare({ exchanges, queues, bindings }: Topology): Drift[] {
    const drifts = [
      ...exchanges.flatMap((exchange) => this.declareExchange(exchange)),
      ...queues.flatMap((queue) => this.declareQueue(queue)),
    ];
    for (const binding of bindings) this.bindings.set(JSON.stringify(binding), binding);
    this.stranded = this.stranded.filter((handOn) => !handOn());
    return drifts;
  }

  unbind({ queue, exchange, routingKey }: BindingDeclaration): void {
    for (const [key, bound] of this.bindings) {
      if (bound.queue === queue && bound.exchange === exchange && bound.routingKey === routingKey)
        this.bindings.delete(key);
    }
  }

  publish(message: OutgoingMessage): PublishOutcome {
    const { exchange, properties } = message;
    if (exchange !== '' && !this.exchanges.has(exchange)) {
      throw new BrokerRefusedError(`Nothing can be published to the exchange "${exchange}": there is none.`);
    }
    const stored = { ...message, properties: { ...properties, headers: { ...properties.headers } } };
    const queues = this.route({ ...stored, deliveryCount: 0 });
    this.tellTraffic(message);
    return queues.length > 0 ? 'routed' : 'unroutable';
  }

  queue(name: string): InMemoryQueue | undefined {
    return this.queues.get(name);
  }

  deleteQueue(name: string): void {
    const queue = this.queues.get(name);
    this.queues.delete(name);
    for (const [key, binding] of this.bindings) if (binding.queue === name) this.bindings.delete(key);
    queue?.delete();
  }

  /** How many messages wait in the queue or are being handled. */
  lengthOf(queue: string): number {
    return this.queues.get(queue)?.length ?? 0;
  }

  private declareExchange(exchange: ExchangeDeclaration): Drift[] {
    const existing = this.exchanges.get(exchange.name);
    this.exchanges.set(exchange.name, existing ?? exchange);
    if (!existing || existing.type === exchange.type) return [];
    const detail = `inequivalent arg 'type' for exchange '${exchange.name}': received '${exchange.type}' but current is '${existing.type}'`;
    return [{ problem: 'differs', kind: 'exchange', name: exchange.name, detail }];
  }

  private declareQueue(declaration: QueueDeclaration): Drift[] {
    const { name, arguments: wanted } = declaration;
    const existing = this.queues.get(name);
    if (!existing) {
      this.queues.set(
        name,
        new InMemoryQueue(
          declaration,
          (message, cause) => this.bury(declaration, message, cause),
          () => this.tellTraffic(),
        ),
      );
      return [];
    }
    const current = existing.declaration.arguments;
    const differing = Object.keys({ ...wanted, ...current }).find((key) => wanted[key] !== current[key]);
    if (!differing) return [];
    const detail = `inequivalent arg '${differing}' for queue '${name}': received '${wanted[differing]}' but current is '${current[differing]}'`;
    return [{ problem: 'differs', kind: 'queue', name, detail }];
  }

  private tellTraffic(published?: OutgoingMessage): void {
    for (const watcher of [...this.watchers]) watcher(published);
  }

  /** Puts the message into every queue it belongs in, and says which. */
  private route(message: StoredMessage): InMemoryQueue[] {
    const queues = this.destinations(message.exchange, message.routingKey);
    for (const queue of queues) queue.enqueue(message);
    return queues;
  }

  private destinations(exchange: string, routingKey: string): InMemoryQueue[] {
    const names =
      exchange === '' ? [routingKey] : this.boundTo(exchange, routingKey).map((binding) => binding.queue);
    const queues = [...new Set(names)].flatMap((name) => this.queues.get(name) ?? []);
    const alternate = this.exchanges.get(exchange)?.alternate;
    return queues.length === 0 && alternate ? this.destinations(alternate, routingKey) : queues;
  }

  private boundTo(exchange: string, routingKey: string): BindingDeclaration[] {
    const type = this.exchanges.get(exchange)?.type;
    return [...this.bindings.values()].filter((binding) => {
      if (binding.exchange !== exchange) return false;
      if (type === 'fanout') return true;
      return type === 'topic'
        ? topicMatches(binding.routingKey, routingKey)
        : binding.routingKey === routingKey;
    });
  }

  /** Dead-letters at least once: a message without a place to go waits until there is one. */
  private bury(
    { name, arguments: args }: QueueDeclaration,
    message: StoredMessage,
    cause: CauseOfDeath,
  ): void {
    const exchange = args['x-dead-letter-exchange'];
    if (typeof exchange !== 'string') return;
    const dead = { ...deceased(message, name, cause), exchange };
    const handOn = () => {
      const queues = this.destinations(exchange, dead.routingKey);
      for (const queue of queues) {
        if (!goesInCircles(dead, queue.declaration.name)) queue.enqueue(dead);
      }
      return queues.length > 0;
    };
    if (!handOn()) this.stranded.push(handOn);
  }
}
