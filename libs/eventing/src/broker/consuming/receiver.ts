import { Logger } from '@nestjs/common';
import { type Arrival, DeliveredMessage } from './delivered-message';
import { type Link, Settlements, type SubscriptionState } from './settlements';

/** Takes what comes on one link and hands it to the consumer, unless a handler is at that very message already. */
export class Receiver {
  private readonly logger = new Logger('Broker');
  private readonly settlements: Settlements;
  private arrivals = 0;

  constructor(
    private readonly link: Link,
    private readonly state: SubscriptionState,
  ) {
    this.settlements = new Settlements(link, state);
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
    const held = this.state.running.hold({
      message,
      settle: () => this.settlements.settleHeld(message),
      // On a link that is gone it comes back by itself.
      handOut: () => this.link.isOpen && this.handOut(message),
    });
    if (!held) return this.handOut(message);
    this.settlements.hold(message);
    this.state.warmUp.heldBack();
    this.state.counters.heldRedeliveries += 1;
  }

  /** Nobody will settle any more what is unsettled. */
  release(): void {
    this.settlements.release();
  }

  private handOut(message: DeliveredMessage): void {
    this.settlements.handOut(message);
    this.state.counters.delivered += 1;
    try {
      this.state.deliver(message);
    } catch (error) {
      this.logger.error(`A consumer of ${message.queue} threw; its message stays unsettled.`, error);
    }
  }
}
