import type { BrokerCounters } from '../broker';
import type { DeliveredMessage, Settler } from './delivered-message';
import type { PrefetchWarmUp } from './prefetch-warm-up';
import type { RunningMessages } from './running-messages';

/** The way on which messages came and their acks go back: a channel. */
export interface Link {
  readonly isOpen: boolean;
  ack(deliveryTag: number, multiple: boolean): void;
}

/**
 * What has come on one link and is not settled yet. A delivery tag means something only on its own link: on another it
 * would be an error, or somebody else's message. So acks for a link that is gone are counted and dropped; their messages
 * are on their way back already.
 */
export class Settlements implements Settler {
  private readonly handedOut = new Map<number, DeliveredMessage>();
  private readonly held = new Set<number>();
  private lastAckAt = 0;

  constructor(
    private readonly link: Link,
    private readonly running: RunningMessages,
    private readonly warmUp: PrefetchWarmUp,
    private readonly counters: BrokerCounters,
  ) {}

  get unsettled(): number {
    return this.handedOut.size + this.held.size;
  }

  get msSinceLastAck(): number {
    return Date.now() - this.lastAckAt;
  }

  handOut(message: DeliveredMessage): void {
    this.held.delete(message.deliveryTag);
    this.handedOut.set(message.deliveryTag, message);
    this.running.begin(message);
  }

  hold(message: DeliveredMessage): void {
    this.held.add(message.deliveryTag);
  }

  settleHeld(message: DeliveredMessage): void {
    if (this.held.delete(message.deliveryTag)) this.write(message.deliveryTag, false);
  }

  ack(message: DeliveredMessage): boolean {
    return this.handedOut.has(message.deliveryTag) && this.settle([message], false);
  }

  ackUpTo(message: DeliveredMessage): boolean {
    const messages = this.handedOutUpTo(message.deliveryTag);
    return messages.length > 0 && this.settle(messages, true);
  }

  /** Lets go of everything that is unsettled; it can't be settled afterwards. */
  release(): void {
    const messages = [...this.handedOut.values()];
    this.handedOut.clear();
    this.held.clear();
    for (const message of messages) this.running.end(message, false);
  }

  private settle(messages: DeliveredMessage[], together: boolean): boolean {
    for (const message of messages) {
      this.handedOut.delete(message.deliveryTag);
      this.running.end(message, true);
      this.warmUp.settled(message);
    }
    const last = messages[messages.length - 1]?.deliveryTag ?? 0;
    if (together && !this.holdsBefore(last)) return this.write(last, true, messages.length);
    return messages.map(({ deliveryTag }) => this.write(deliveryTag, false)).every(Boolean);
  }

  private write(deliveryTag: number, multiple: boolean, messages = 1): boolean {
    try {
      if (this.link.isOpen) {
        this.link.ack(deliveryTag, multiple);
        this.lastAckAt = Date.now();
        return true;
      }
    } catch {
      // The link is just going, and throws a moment before it says so: the same as one that is gone.
    }
    this.counters.staleAcks += messages;
    return false;
  }

  /** Tags grow, and a Map keeps the order of insertion. */
  private handedOutUpTo(deliveryTag: number): DeliveredMessage[] {
    const messages: DeliveredMessage[] = [];
    for (const message of this.handedOut.values()) {
      if (message.deliveryTag <= deliveryTag) messages.push(message);
    }
    return messages;
  }

  /** A redelivery that waits for its first handler must not be settled along with later messages. */
  private holdsBefore(deliveryTag: number): boolean {
    for (const tag of this.held) if (tag < deliveryTag) return true;
    return false;
  }
}
