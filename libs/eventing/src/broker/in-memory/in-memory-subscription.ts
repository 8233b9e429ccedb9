import type { ConsumeOptions, Pace, Subscription } from '../broker';
import { HandedOut } from '../consuming/handed-out';
import { PrefetchWarmUp } from '../consuming/prefetch-warm-up';
import { Receiver } from '../consuming/receiver';
import type { Link, SubscriptionState } from '../consuming/settlements';
import type { Entry, InMemoryQueue, QueueConsumer } from './in-memory-queue';

/** Consumes from a queue of the in-memory server for as long as one connection to it lasts. */
class InMemoryLink implements Link, QueueConsumer {
  isOpen = true;
  private readonly entries = new Map<number, Entry>();
  private readonly receiver: Receiver;
  private tags = 0;

  constructor(
    private readonly queue: InMemoryQueue,
    private readonly state: SubscriptionState,
    private readonly onCancelled: () => void,
  ) {
    this.receiver = new Receiver(this, state);
    queue.attach(this);
  }

  get hasRoom(): boolean {
    return this.entries.size < this.state.warmUp.prefetch;
  }

  get unsettled(): number {
    return this.receiver.unsettled;
  }

  take(entry: Entry): void {
    const { message } = entry;
    const { deliveryCount, properties } = message;
    const headers = {
      ...properties.headers,
      ...(deliveryCount > 0 ? { 'x-delivery-count': deliveryCount } : {}),
    };
    this.tags += 1;
    this.entries.set(this.tags, entry);
    this.receiver.receive({
      ...message,
      queue: this.queue.declaration.name,
      properties: { ...properties, headers },
      redelivered: deliveryCount > 0,
      deliveryTag: this.tags,
    });
  }

  ack(deliveryTag: number, multiple: boolean): void {
    const tags = multiple ? [...this.entries.keys()].filter((tag) => tag <= deliveryTag) : [deliveryTag];
    for (const tag of tags) {
      const entry = this.entries.get(tag);
      this.entries.delete(tag);
      if (entry) this.queue.settle(entry);
    }
  }

  cancelled(): void {
    this.onCancelled();
  }

  cancel(): void {
    this.queue.detach(this);
  }

  close(): void {
    this.isOpen = false;
    this.cancel();
    this.queue.returnAllOf(this);
  }

  release(): void {
    this.receiver.release();
  }
}

/** Wants to consume from a queue, and comes back to it after every interruption. */
export class InMemorySubscription implements Subscription {
  private readonly state: SubscriptionState;
  private links: InMemoryLink[] = [];
  private consuming = false;
  private hasConsumed = false;
  private paused = false;
  private pace: Pace = 'full';
  private stopped = false;

  constructor(
    private readonly options: ConsumeOptions,
    /** Undefined while the broker or the queue is not there. */
    private readonly findQueue: (name: string) => InMemoryQueue | undefined,
    shared: Pick<SubscriptionState, 'deliver' | 'running' | 'counters'>,
    private readonly onClosed: () => void,
  ) {
    const warmUp = new PrefetchWarmUp(options.prefetch, () => findQueue(options.queue)?.dispatchSoon());
    this.state = { ...shared, warmUp, handedOut: new HandedOut() };
    this.reconcile();
  }

  status(): 'consuming' | 'waiting' | 'stopped' {
    if (this.stopped) return 'stopped';
    return this.consuming ? 'consuming' : 'waiting';
  }

  pause(): void {
    this.paused = true;
    this.consuming = false;
    for (const link of this.links) link.cancel();
  }

  resume(pace: Pace = 'full'): void {
    if (!this.paused && pace === this.pace) return;
    this.paused = false;
    this.pace = pace;
    this.state.warmUp.beginAnew(pace);
    this.reconcile();
  }

  /** Consumes if it can and does not yet. */
  reconcile(): void {
    const queue =
      this.stopped || this.paused || this.consuming ? undefined : this.findQueue(this.options.queue);
    if (!queue) return;
    if (this.hasConsumed) this.state.counters.resumedConsumers += 1;
    this.consuming = this.hasConsumed = true;
    if (this.links.at(-1)?.isOpen === false) this.state.warmUp.interrupted();
    const link = new InMemoryLink(queue, this.state, () => this.queueDeleted());
    this.links = [...this.links.filter((old) => old.unsettled > 0), link];
  }

  /** The connection is gone. */
  interrupt(): void {
    this.consuming = false;
    for (const link of this.links) link.close();
  }

  async cancel(): Promise<void> {
    this.stopped = true;
    for (const link of this.links) link.cancel();
  }

  async close(): Promise<void> {
    await this.cancel();
    for (const link of this.links) link.close();
    for (const link of this.links) link.release();
    this.links = [];
    this.onClosed();
  }

  private queueDeleted(): void {
    this.consuming = false;
    setImmediate(() => this.reconcile());
  }
}
