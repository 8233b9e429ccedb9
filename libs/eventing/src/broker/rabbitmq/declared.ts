import { Logger } from '@nestjs/common';
import type { Drift } from '../broker';
import { tellDrift } from '../tell-drift';
import type { Topology } from '../topology';
import type { BrokerConnection } from './connection';
import { declareTopology } from './declare';

/**
 * Remembers what was declared, so that what somebody takes away meanwhile comes back as it was, and what was found to
 * differ.
 */
export class Declared {
  private readonly logger = new Logger('RabbitMQ');
  private readonly exchanges = new Map<string, Topology['exchanges'][number]>();
  private readonly queues = new Map<string, Topology['queues'][number]>();
  private readonly bindings = new Map<string, Topology['bindings'][number]>();
  private readonly drifts = new Map<string, Drift>();

  /** @param isAside whether a queue is to be left alone for now */
  constructor(
    private readonly connection: BrokerConnection,
    private readonly isAside: (queue: string) => boolean = () => false,
  ) {}

  async declare(topology: Topology): Promise<Drift[]> {
    for (const exchange of topology.exchanges) this.exchanges.set(exchange.name, exchange);
    for (const queue of topology.queues) this.queues.set(queue.name, queue);
    for (const binding of topology.bindings) this.bindings.set(JSON.stringify(binding), binding);
    return this.declareAndCompare(topology);
  }

  /** What differed from its declaration when it was last declared. */
  drift(): Drift[] {
    return [...this.drifts.values()];
  }

  /** Declares again everything that was ever declared here. */
  async declareAgain(): Promise<void> {
    await this.declareAndTell(this.all());
  }

  /** Everything that was ever declared here and is not set aside. */
  all(): Topology {
    return this.withoutAside({
      exchanges: [...this.exchanges.values()],
      queues: [...this.queues.values()],
      bindings: [...this.bindings.values()],
    });
  }

  /** Sees to it that the queue exists, with its bindings. @throws BrokerRefusedError when it does not and is unknown here. */
  async restoreQueue(name: string): Promise<void> {
    if (this.queues.has(name)) return this.restore((binding) => binding.queue === name, [name], []);
    await this.connection.onThrowAwayChannel((channel) =>
      channel.rpc(`Looking for queue ${name}`, (amqp) => amqp.checkQueue(name)),
    );
  }

  /** Likewise an exchange, with what is bound to it. */
  async restoreExchange(name: string): Promise<void> {
    if (this.exchanges.has(name)) return this.restore((binding) => binding.exchange === name, [], [name]);
    await this.connection.onThrowAwayChannel((channel) =>
      channel.rpc(`Looking for exchange ${name}`, (amqp) => amqp.checkExchange(name)),
    );
  }

  /** Declares the bindings that match and everything that they hang on. */
  private async restore(
    matches: (binding: Topology['bindings'][number]) => boolean,
    queues: string[],
    exchanges: string[],
  ): Promise<void> {
    const bindings = [...this.bindings.values()].filter(matches);
    const part = {
      exchanges: known(this.exchanges, [...exchanges, ...bindings.map(({ exchange }) => exchange)]),
      queues: known(this.queues, [...queues, ...bindings.map(({ queue }) => queue)]),
      bindings,
    };
    await this.declareAndTell(part);
  }

  private async declareAndCompare(topology: Topology): Promise<Drift[]> {
    const drifts = await declareTopology(this.connection, this.withoutAside(topology));
    for (const { name } of topology.exchanges) this.drifts.delete(`exchange ${name}`);
    for (const { name } of topology.queues) this.drifts.delete(`queue ${name}`);
    for (const drift of drifts) this.drifts.set(keyOf(drift), drift);
    return drifts;
  }

  private withoutAside({ exchanges, queues, bindings }: Topology): Topology {
    return {
      exchanges,
      queues: queues.filter(({ name }) => !this.isAside(name)),
      bindings: bindings.filter(({ queue }) => !this.isAside(queue)),
    };
  }

  /** Each drift is told when it is new, not at every look. */
  private async declareAndTell(topology: Topology): Promise<void> {
    const told = new Map(this.drifts);
    for (const drift of await this.declareAndCompare(topology)) {
      if (told.get(keyOf(drift))?.detail !== drift.detail) this.logger.warn(tellDrift(drift));
    }
  }
}

function keyOf({ kind, name }: Drift): string {
  return `${kind} ${name}`;
}

function known<T>(declarations: Map<string, T>, names: string[]): T[] {
  return [...new Set(names)].flatMap((name) => declarations.get(name) ?? []);
}
