import { Logger } from '@nestjs/common';
import type { BrokerCounters, IncomingMessage } from '../broker';
import { type Arrival, DeliveredMessage } from './delivered-message';
import type { PrefetchWarmUp } from './prefetch-warm-up';
import type { RunningMessages } from './running-messages';
import { type Link, Settlements } from './settlements';

/** What all links of one subscription have in common. */
export interface ReceiverParts {
  deliver: (message: IncomingMessage) => void;
  running: RunningMessages;
  warmUp: PrefetchWarmUp;
  counters: BrokerCounters;
}

/** Takes what comes on one link and hands it to the consumer, unless a handler is at that very message already. */
export class Receiver {
  private readonly logger = new Logger('Broker');
  private readonly settlements: Settlements;
  private arrivals = 0;

  constructor(
    private readonly link: Link,
    private readonly parts: ReceiverParts,
  ) {
    this.settlements = new Settlements(link, parts.running, parts.warmUp, parts.counters);
  }

  /** How many messages have come. */
  get received(): number {
    return this.arrivals;
  }

  get unsettled(): number {
    return this.settlements.unsettled;
  }

  get msSinceLastAck(): number {
    return this.settlements.msSinceLastAck;
  }

  /** Never throws: it runs inside the AMQP library, which would close the channel. */
  receive(arrival: Arrival): void {
    const message = new DeliveredMessage(arrival, this.settlements);
    this.arrivals += 1;
    const held = this.parts.running.hold({
      message,
      settle: () => this.settlements.settleHeld(message),
      // On a link that is gone it comes back by itself.
      handOut: () => this.link.isOpen && this.handOut(message),
    });
    if (!held) return this.handOut(message);
    this.settlements.hold(message);
    this.parts.counters.heldRedeliveries += 1;
  }

  /** Nobody will settle any more what is unsettled. */
  release(): void {
    this.settlements.release();
  }

  private handOut(message: DeliveredMessage): void {
    this.settlements.handOut(message);
    this.parts.counters.delivered += 1;
    try {
      this.parts.deliver(message);
    } catch (error) {
      this.logger.error(`A consumer of ${message.queue} threw; its message stays unsettled.`, error);
    }
  }
}
