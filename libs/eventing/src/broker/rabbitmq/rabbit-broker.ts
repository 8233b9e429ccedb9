import { AsyncResource } from 'node:async_hooks';
import type {
  Broker,
  BrokerCounters,
  BrokerStatus,
  ConsumeOptions,
  Drift,
  IncomingMessage,
  Obstacle,
  OutgoingMessage,
  PublishOutcome,
  Subscription,
} from '../broker';
import { BrokerUnavailableError } from '../broker-errors';
import { RunningMessages } from '../consuming/running-messages';
import { newCounters } from '../counters';
import { StatusBoard } from '../status-board';
import type { BindingDeclaration, Topology } from '../topology';
import { AnswerQueue } from './answer-queue';
import { BrokerConnection } from './connection';
import { Declared } from './declared';
import { KnownExchanges } from './known-exchanges';
import { Publisher } from './publisher';
import { RabbitSubscription } from './rabbit-subscription';
import { lengthOf, unbind } from './queues';
import { DEFAULT_SETTINGS, type RabbitSettings } from './settings';
import { Upkeep } from './upkeep';

/**
 * RabbitMQ behind the port. Publishing has a connection of its own: when the broker runs out of memory or disk it stops
 * reading from connections that publish, and a consumer on such a one could not even ack.
 */
export class RabbitBroker implements Broker {
  private readonly settings: RabbitSettings;
  private readonly publishing: BrokerConnection;
  private readonly consuming: BrokerConnection;
  private readonly declared: Declared;
  private readonly publisher: Publisher;
  private readonly upkeep: Upkeep;
  private readonly answers: AnswerQueue;
  private readonly running = new RunningMessages();
  private readonly subscriptions = new Set<RabbitSubscription>();
  private asideQueues: ReadonlySet<string> = new Set();
  private readonly board = new StatusBoard(() => this.status());
  private readonly counts = newCounters();
  private closing?: Promise<void>;

  constructor(service: string, url: string, settings: Partial<RabbitSettings> = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...settings };
    this.publishing = new BrokerConnection(`${service} publishes`, url, this.settings);
    this.consuming = new BrokerConnection(`${service} consumes`, url, this.settings);
    this.declared = new Declared(this.consuming, (queue) => this.asideQueues.has(queue));
    const exchanges = new KnownExchanges((exchange) => this.declared.restoreExchange(exchange));
    this.publisher = new Publisher(this.publishing, exchanges, this.settings, this.counts, () =>
      this.board.refresh(),
    );
    this.answers = new AnswerQueue(this.publishing);
    this.upkeep = new Upkeep(this.consuming, this.declared, this.settings.upkeepMs);
    for (const connection of [this.publishing, this.consuming])
      connection.onChange(() => this.board.refresh());
  }

  start(): void {
    this.publishing.start();
    this.consuming.start();
  }

  async declare(topology: Topology): Promise<Drift[]> {
    await this.consuming.whenUp();
    const drifts = await this.declared.declare(topology);
    this.upkeep.start();
    return drifts;
  }

  unbind(binding: BindingDeclaration): Promise<void> {
    return unbind(this.consuming, binding);
  }

  lengthOf(queue: string): Promise<number | undefined> {
    return lengthOf(this.consuming, queue);
  }

  setAside(queues: ReadonlySet<string>): void {
    this.asideQueues = queues;
    for (const subscription of this.subscriptions) subscription.lookWhetherAside();
  }

  publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome> {
    const { exchange, routingKey } = message;
    if (exchange === '' && this.asideQueues.has(routingKey))
      return Promise.reject(new BrokerUnavailableError(`The queue ${routingKey} is being migrated.`));
    return this.publisher.publish(message, obstacle);
  }

  ask(question: OutgoingMessage, answersBy: string, withinMs: number): Promise<Buffer | undefined> {
    return this.answers.ask(question, answersBy, withinMs);
  }

  consume(options: ConsumeOptions, deliver: (message: IncomingMessage) => void): Subscription {
    const subscription: RabbitSubscription = new RabbitSubscription(options, AsyncResource.bind(deliver), {
      connection: this.consuming,
      declared: this.declared,
      isAside: () => this.asideQueues.has(options.queue),
      running: this.running,
      counters: this.counts,
      settings: this.settings,
      onClosed: () => this.subscriptions.delete(subscription),
    });
    this.subscriptions.add(subscription);
    return subscription;
  }

  status(): BrokerStatus {
    if (this.closing) return 'closed';
    if (this.publishing.isUp && this.publishing.blockedBecause) return 'blocked';
    return this.publisher.isReady && this.consuming.isUp ? 'connected' : 'connecting';
  }

  onStatus(listener: (status: BrokerStatus) => void): () => void {
    return this.board.onStatus(listener);
  }

  drift(): readonly Drift[] {
    return this.declared.drift();
  }

  counters(): Readonly<BrokerCounters> {
    return { ...this.counts };
  }

  close(): Promise<void> {
    if (!this.closing) {
      this.closing = this.closeAll();
      this.board.refresh();
    }
    return this.closing;
  }

  /** Each part has a time limit of its own, and none rejects. */
  private async closeAll(): Promise<void> {
    this.upkeep.stop();
    const users = [this.publisher, ...this.subscriptions];
    await Promise.all(users.map((user) => user.close()));
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }
}
