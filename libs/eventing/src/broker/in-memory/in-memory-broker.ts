import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
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
import { BrokerRefusedError, BrokerUnavailableError } from '../broker-errors';
import { RunningMessages } from '../consuming/running-messages';
import { newCounters } from '../counters';
import { StatusBoard } from '../status-board';
import type { BindingDeclaration, Topology } from '../topology';
import type { InMemoryQueue } from './in-memory-queue';
import type { InMemoryServer } from './in-memory-server';
import { InMemorySubscription } from './in-memory-subscription';

/**
 * The port without a server, for tests and for trying things out: the same guarantees while the process lives, and
 * nothing survives it. Services that shall hear each other get brokers on the same {@link InMemoryServer}.
 */
export class InMemoryBroker implements Broker {
  private readonly board = new StatusBoard(() => this.status());
  private readonly counts = newCounters();
  private readonly running = new RunningMessages();
  private readonly subscriptions = new Set<InMemorySubscription>();
  private readonly declared: Topology[] = [];
  private started = false;
  private closed = false;
  private stopListening?: () => void;
  private drifts: Drift[] = [];

  /** @param user by which consumers know who publishes here */
  constructor(
    private readonly server: InMemoryServer,
    private readonly user = 'guest',
  ) {}

  start(): void {
    this.stopListening = this.server.onChange(() => this.serverChanged());
    setImmediate(() => {
      this.started = true;
      this.serverChanged();
    });
  }

  async declare(topology: Topology): Promise<Drift[]> {
    await this.connection();
    this.declared.push(topology);
    this.drifts = this.server.declare(topology);
    this.reconcileAll();
    return this.drifts;
  }

  async unbind(binding: BindingDeclaration): Promise<void> {
    this.expectConnection();
    this.server.unbind(binding);
  }

  async lengthOf(queue: string): Promise<number | undefined> {
    this.expectConnection();
    return this.server.queue(queue)?.ready;
  }

  /** Queues are set aside while somebody rebuilds them, which nobody does in memory. */
  setAside(): void {}

  drift(): readonly Drift[] {
    return this.drifts;
  }

  /** Confirms a moment later, as a broker does, not while the caller is still in the call. */
  async publish(message: OutgoingMessage, obstacle?: Obstacle): Promise<PublishOutcome> {
    const status = this.status();
    if (status !== 'connected') throw new BrokerUnavailableError(`The in-memory broker is ${status}.`);
    const objection = obstacle?.();
    if (objection) throw objection;
    const outcome = this.server.publish(this.signed(message));
    await new Promise((resolve) => setImmediate(resolve));
    this.counts.confirmed += 1;
    if (outcome === 'unroutable') this.counts.unroutable += 1;
    return outcome;
  }

  async ask(question: OutgoingMessage, answersBy: string, withinMs: number): Promise<Buffer | undefined> {
    const queue = `${answersBy}.${randomUUID()}`;
    const binding = { queue, exchange: answersBy, routingKey: queue };
    this.server.declare({ exchanges: [], queues: [{ name: queue, arguments: {} }], bindings: [binding] });
    let tooLate: NodeJS.Timeout | undefined;
    let answers: Subscription | undefined;
    const answer = new Promise<Buffer | undefined>((resolve) => {
      tooLate = setTimeout(() => resolve(undefined), withinMs);
      answers = this.consume({ queue, prefetch: 1 }, (message) => {
        message.ack();
        resolve(message.body);
      });
    });
    try {
      const properties = { ...question.properties, replyTo: queue, correlationId: queue };
      const outcome = await this.publish({ ...question, properties });
      return outcome === 'routed' ? await answer : undefined;
    } catch (error) {
      if (error instanceof BrokerRefusedError) return undefined;
      throw error;
    } finally {
      clearTimeout(tooLate);
      await answers?.close();
      this.server.deleteQueue(queue);
    }
  }

  consume(options: ConsumeOptions, deliver: (message: IncomingMessage) => void): Subscription {
    const subscription: InMemorySubscription = new InMemorySubscription(
      options,
      (name) => this.findQueue(name),
      { deliver: AsyncResource.bind(deliver), running: this.running, counters: this.counts },
      () => this.subscriptions.delete(subscription),
    );
    this.subscriptions.add(subscription);
    return subscription;
  }

  status(): BrokerStatus {
    if (this.closed) return 'closed';
    if (!this.started || this.server.state === 'away') return 'connecting';
    return this.server.state === 'blocked' ? 'blocked' : 'connected';
  }

  onStatus(listener: (status: BrokerStatus) => void): () => void {
    return this.board.onStatus(listener);
  }

  counters(): Readonly<BrokerCounters> {
    return { ...this.counts };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopListening?.();
    await Promise.all([...this.subscriptions].map((subscription) => subscription.close()));
    this.board.refresh();
  }

  /** As the broker and its client do together: a copy of another's message stays the other's. */
  private signed(message: OutgoingMessage): OutgoingMessage {
    const { userId = this.user } = message.properties;
    return { ...message, properties: { ...message.properties, userId: userId || undefined } };
  }

  private expectConnection(): void {
    if (!this.isThere) throw new BrokerUnavailableError(`The in-memory broker is ${this.status()}.`);
  }

  private get isThere(): boolean {
    return this.status() === 'connected' || this.status() === 'blocked';
  }

  /** A deleted queue comes back as this client declared it. */
  private findQueue(name: string): InMemoryQueue | undefined {
    if (!this.isThere) return undefined;
    if (!this.server.queue(name))
      for (const topology of this.declared) this.server.declare(partFor(name, topology));
    return this.server.queue(name);
  }

  private serverChanged(): void {
    if (!this.isThere) for (const subscription of this.subscriptions) subscription.interrupt();
    this.board.refresh();
    this.reconcileAll();
  }

  private reconcileAll(): void {
    for (const subscription of this.subscriptions) subscription.reconcile();
  }

  private connection(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.closed) reject(new BrokerUnavailableError('The in-memory broker has been closed.'));
        else if (this.isThere) resolve();
        else return false;
        return true;
      };
      if (look()) return;
      const stop = this.board.onStatus(() => look() && stop());
    });
  }
}

function partFor(queue: string, { queues, bindings }: Topology): Topology {
  return {
    exchanges: [],
    queues: queues.filter(({ name }) => name === queue),
    bindings: bindings.filter((binding) => binding.queue === queue),
  };
}
