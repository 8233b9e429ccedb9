import type { BrokerCounters, IncomingMessage } from '../broker';
import type { DeliveredMessage, Settler } from './delivered-message';
import type { HandedOut } from './handed-out';
import type { PrefetchWarmUp } from './prefetch-warm-up';
import type { RunningMessages } from './running-messages';

/** The way on which messages came and their acks go back: a channel. */
export interface Link {
  readonly isOpen: boolean;
  ack(deliveryTag: number, multiple: boolean): void;
}

/** What all links of one subscription have in common. */
export interface SubscriptionState {
  deliver: (message: IncomingMessage) => void;
  handedOut: HandedOut;
  running: RunningMessages;
  warmUp: PrefetchWarmUp;
  counters: BrokerCounters;
}

/**
 * What has come on one link and is not settled yet. A delivery tag means something only on its own link: on another it
 * would be an error, or somebody else's message. So acks for a link that is gone are counted and dropped; their messages
 * are on their way back already.
 */
export class Settlements implements Settler {
  private readonly held = new Set<number>();
  /** Handed out after later ones, for they were held before. */
  private readonly late = new Set<number>();
  private withConsumer = 0;
  private lastAckAt = 0;

  constructor(
    private readonly link: Link,
    private readonly state: SubscriptionState,
  ) {}

  get unsettled(): number {
    return this.withConsumer + this.held.size;
  }

  get msSinceLastAck(): number {
    return Date.now() - this.lastAckAt;
  }

  handOut(message: DeliveredMessage): void {
    if (this.held.delete(message.deliveryTag)) this.late.add(message.deliveryTag);
    this.withConsumer += 1;
    this.state.handedOut.add(message);
    this.state.running.begin(message);
  }

  hold(message: DeliveredMessage): void {
    this.held.add(message.deliveryTag);
  }

  settleHeld(message: DeliveredMessage): void {
    if (this.held.delete(message.deliveryTag)) this.write(message.deliveryTag, false);
  }

  ack(message: DeliveredMessage): boolean {
    return this.state.handedOut.has(message) && this.settle([message]);
  }

  /** Some of the messages before it may have come on an earlier link: each link settles its own. */
  ackUpTo(message: DeliveredMessage): boolean {
    const messages = this.state.handedOut.upTo(message);
    const elsewhere = messages.filter(({ settler }) => settler !== this);
    for (const earlier of elsewhere) earlier.ack();
    const here = messages.filter(({ settler }) => settler === this);
    return here.length > 0 && this.settle(here);
  }

  /** Lets go of everything that is unsettled; it can't be settled afterwards. */
  release(): void {
    this.held.clear();
    for (const message of this.state.handedOut.all()) {
      if (message.settler === this) this.end(message, false);
    }
  }

  private settle(messages: DeliveredMessage[]): boolean {
    for (const message of messages) {
      this.end(message, true);
      this.state.warmUp.settled(message);
    }
    const last = Math.max(...messages.map(({ deliveryTag }) => deliveryTag));
    if (messages.length > 1 && !this.othersBefore(last)) return this.write(last, true, messages.length);
    return messages.map(({ deliveryTag }) => this.write(deliveryTag, false)).every(Boolean);
  }

  private end(message: DeliveredMessage, settled: boolean): void {
    this.state.handedOut.remove(message);
    this.late.delete(message.deliveryTag);
    this.withConsumer -= 1;
    this.state.running.end(message, settled);
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
    this.state.counters.staleAcks += messages;
    return false;
  }

  /** Whether an ack for everything up to there would also settle what is held, or was handed out after. */
  private othersBefore(deliveryTag: number): boolean {
    return [...this.held, ...this.late].some((tag) => tag < deliveryTag);
  }
}
