import { TOO_LATE, within } from '../../within';
import type { Drift } from '../broker';
import type { BrokerAdmin, Comparison, HeldBack, QueueSight } from '../broker-admin';
import { BrokerUnavailableError } from '../broker-errors';
import type { BindingDeclaration, QueueDeclaration, Topology } from '../topology';
import { BrokerConnection } from './connection';
import { declareTopology } from './declare';
import { HoldingBack } from './holding-back';
import { learnDifferences } from './learn-arguments';
import { MessageMove } from './message-move';
import { ifItExists, unbind } from './queues';
import type { RawChannel } from './raw-channel';
import { DEFAULT_SETTINGS, type RabbitSettings } from './settings';

/** RabbitMQ behind the port for people's work, on a connection of its own. */
export class RabbitAdmin implements BrokerAdmin {
  private readonly settings: RabbitSettings;
  private readonly connection: BrokerConnection;

  constructor(service: string, url: string, settings: Partial<RabbitSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.connection = new BrokerConnection(`${service} administers`, url, this.settings);
  }

  async open(): Promise<void> {
    this.connection.start();
    const { rpcTimeoutMs } = this.settings;
    if ((await within(rpcTimeoutMs, this.connection.whenUp())) === TOO_LATE)
      throw new BrokerUnavailableError(`RabbitMQ did not answer within ${rpcTimeoutMs} ms.`);
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  look(queue: string): Promise<QueueSight | undefined> {
    return this.ifItExists(async (channel) => {
      const { messageCount, consumerCount } = await channel.rpc(`Looking at ${queue}`, (amqp) =>
        amqp.checkQueue(queue),
      );
      return { ready: messageCount, consumers: consumerCount };
    });
  }

  /** What is there is declared once more, actively: only so does the broker say what differs. */
  async compare({ exchanges, queues }: Pick<Topology, 'exchanges' | 'queues'>): Promise<Comparison> {
    const comparison: Comparison = { missing: [], drifts: [] };
    for (const exchange of exchanges) {
      const { name } = exchange;
      const there = await this.ifItExists((channel) =>
        channel.rpc(`Looking for ${name}`, (amqp) => amqp.checkExchange(name)),
      );
      if (!there) comparison.missing.push({ kind: 'exchange', name });
      for (const drift of there ? await this.declare({ ...NOTHING, exchanges: [exchange] }) : [])
        comparison.drifts.push({ ...drift, differences: [] });
    }
    for (const queue of queues) {
      if (!(await this.look(queue.name))) comparison.missing.push({ kind: 'queue', name: queue.name });
      else comparison.drifts.push(...(await this.compareQueue(queue)));
    }
    return comparison;
  }

  private async compareQueue(queue: QueueDeclaration): Promise<Comparison['drifts']> {
    const refusalOf = async (probe: QueueDeclaration) =>
      (await this.declare({ ...NOTHING, queues: [probe] }))[0];
    const drift = await refusalOf(queue);
    if (!drift) return [];
    return [{ ...drift, differences: await learnDifferences(queue, drift, refusalOf) }];
  }

  declare(topology: Topology): Promise<Drift[]> {
    return declareTopology(this.connection, topology);
  }

  unbind(binding: BindingDeclaration): Promise<void> {
    return unbind(this.connection, binding);
  }

  async move(queue: string, exchange: string, withDeaths: boolean): Promise<number> {
    const channel = await this.connection.openConfirmChannel();
    try {
      const move = new MessageMove(channel, queue, exchange, withDeaths, this.connection.user);
      return await move.run(async () => (await this.look(queue))?.ready === 0);
    } finally {
      await channel.close(this.settings.closeTimeoutMs);
    }
  }

  async holdBack(queues: readonly string[]): Promise<HeldBack> {
    const channel = await this.connection.openChannel();
    const readyIn = async (queue: string) => (await this.look(queue))?.ready ?? 0;
    const held = new HoldingBack(channel, readyIn, this.settings.closeTimeoutMs);
    for (const queue of queues) await held.take(queue);
    return held;
  }

  async deleteQueue(queue: string): Promise<number> {
    const deleted = await this.ifItExists((channel) =>
      channel.rpc(`Deleting ${queue}`, (amqp) => amqp.deleteQueue(queue)),
    );
    return deleted?.messageCount ?? 0;
  }

  async deleteExchange(exchange: string): Promise<void> {
    await this.ifItExists((channel) =>
      channel.rpc(`Deleting ${exchange}`, (amqp) => amqp.deleteExchange(exchange)),
    );
  }

  private ifItExists<T>(work: (channel: RawChannel) => Promise<T>): Promise<T | undefined> {
    return ifItExists(this.connection, work);
  }
}

const NOTHING: Topology = { exchanges: [], queues: [], bindings: [] };
