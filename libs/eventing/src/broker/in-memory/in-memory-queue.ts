import type { QueueDeclaration } from '../topology';
import type { CauseOfDeath } from './death';
import type { StoredMessage } from './stored-message';

/** Whoever takes messages from a queue. */
export interface QueueConsumer {
  readonly hasRoom: boolean;
  take(entry: Entry): void;
  /** The queue is no more. */
  cancelled(): void;
}

/** A message and its place in the queue. */
export interface Entry {
  readonly place: number;
  message: StoredMessage;
}

/** A quorum queue: in order, with unsettled messages, returns that are counted up to a limit, and a time to live. */
export class InMemoryQueue {
  private ready: Entry[] = [];
  private readonly unsettled = new Map<Entry, QueueConsumer>();
  private consumers: QueueConsumer[] = [];
  private places = 0;
  private dispatching = false;
  private readonly expiries = new Set<NodeJS.Timeout>();

  /** @param bury hands on a message that died here */
  constructor(
    readonly declaration: QueueDeclaration,
    private readonly bury: (message: StoredMessage, cause: CauseOfDeath) => void,
  ) {}

  get length(): number {
    return this.ready.length + this.unsettled.size;
  }

  enqueue(message: StoredMessage): void {
    const entry = { place: this.places++, message };
    this.ready.push(entry);
    this.expireLater(entry);
    this.dispatchSoon();
  }

  attach(consumer: QueueConsumer): void {
    this.consumers.push(consumer);
    this.dispatchSoon();
  }

  /** It gets nothing any more; what it has it can still settle. */
  detach(consumer: QueueConsumer): void {
    this.consumers = this.consumers.filter((other) => other !== consumer);
  }

  /** What a consumer has not settled goes back to its place, or on its last way after too many returns. */
  returnAllOf(consumer: QueueConsumer): void {
    const returning = [...this.unsettled].filter(([, owner]) => owner === consumer).map(([entry]) => entry);
    for (const entry of returning) this.giveBack(entry);
    this.ready.sort((one, other) => one.place - other.place);
    this.dispatchSoon();
  }

  settle(entry: Entry): void {
    this.unsettled.delete(entry);
    this.dispatchSoon();
  }

  /** Something changed for a consumer: it may have room again. */
  dispatchSoon(): void {
    if (this.dispatching) return;
    this.dispatching = true;
    setImmediate(() => {
      this.dispatching = false;
      this.dispatch();
    });
  }

  delete(): void {
    for (const expiry of this.expiries) clearTimeout(expiry);
    this.ready = [];
    this.unsettled.clear();
    for (const consumer of this.consumers.splice(0)) consumer.cancelled();
  }

  private dispatch(): void {
    let idle = 0;
    while (this.ready.length > 0 && idle < this.consumers.length) {
      const consumer = this.consumers.shift() as QueueConsumer;
      this.consumers.push(consumer);
      if (!consumer.hasRoom) {
        idle += 1;
        continue;
      }
      idle = 0;
      const entry = this.ready.shift() as Entry;
      this.unsettled.set(entry, consumer);
      consumer.take(entry);
    }
  }

  private giveBack(entry: Entry): void {
    this.unsettled.delete(entry);
    const deliveryCount = entry.message.deliveryCount + 1;
    const limit = this.declaration.arguments['x-delivery-limit'];
    if (limit !== undefined && deliveryCount > Number(limit))
      return this.bury(entry.message, 'delivery_limit');
    entry.message = { ...entry.message, deliveryCount };
    this.ready.push(entry);
  }

  private expireLater(entry: Entry): void {
    const ttl = this.declaration.arguments['x-message-ttl'];
    if (ttl === undefined) return;
    const expiry = setTimeout(() => {
      this.expiries.delete(expiry);
      const at = this.ready.indexOf(entry);
      if (at < 0) return;
      this.ready.splice(at, 1);
      this.bury(entry.message, 'expired');
    }, Number(ttl)).unref();
    this.expiries.add(expiry);
  }
}
