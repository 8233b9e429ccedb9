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
  private waiting: Entry[] = [];
  private readonly unsettled = new Map<Entry, QueueConsumer>();
  private consumers: QueueConsumer[] = [];
  private places = 0;
  private dispatching = false;
  private readonly expiries = new Set<NodeJS.Timeout>();

  /**
   * @param bury hands on a message that died here
   * @param onSettled called when a message is dealt with
   */
  constructor(
    readonly declaration: QueueDeclaration,
    private readonly bury: (message: StoredMessage, cause: CauseOfDeath) => void,
    private readonly onSettled: () => void = () => undefined,
  ) {}

  /** All that is in it: what waits, and what was handed out and is not settled. */
  get messages(): StoredMessage[] {
    return [...this.unsettled.keys(), ...this.waiting].map(({ message }) => message);
  }

  get length(): number {
    return this.waiting.length + this.unsettled.size;
  }

  /** How many messages wait to be handed out. */
  get ready(): number {
    return this.waiting.length;
  }

  enqueue(message: StoredMessage): void {
    const entry = { place: this.places++, message };
    this.waiting.push(entry);
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
    this.waiting.sort((one, other) => one.place - other.place);
    this.dispatchSoon();
  }

  settle(entry: Entry): void {
    this.unsettled.delete(entry);
    this.onSettled();
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
    this.waiting = [];
    this.unsettled.clear();
    for (const consumer of this.consumers.splice(0)) consumer.cancelled();
  }

  private dispatch(): void {
    let idle = 0;
    while (this.waiting.length > 0 && idle < this.consumers.length) {
      const consumer = this.consumers.shift() as QueueConsumer;
      this.consumers.push(consumer);
      if (!consumer.hasRoom) {
        idle += 1;
        continue;
      }
      idle = 0;
      const entry = this.waiting.shift() as Entry;
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
    this.waiting.push(entry);
  }

  private expireLater(entry: Entry): void {
    const ttl = this.declaration.arguments['x-message-ttl'];
    if (ttl === undefined) return;
    const expiry = setTimeout(() => {
      this.expiries.delete(expiry);
      const at = this.waiting.indexOf(entry);
      if (at < 0) return;
      this.waiting.splice(at, 1);
      this.bury(entry.message, 'expired');
    }, Number(ttl)).unref();
    this.expiries.add(expiry);
  }
}
