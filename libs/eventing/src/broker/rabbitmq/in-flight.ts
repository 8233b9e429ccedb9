import type { Obstacle, OutgoingMessage, PublishOutcome } from '../broker';

/** A message that was given to the publisher, and whom to tell what became of it. */
export interface Pending {
  readonly message: OutgoingMessage;
  readonly resolve: (outcome: PublishOutcome) => void;
  readonly reject: (error: Error) => void;
  /** The broker sent it back: no queue took it. */
  returned: boolean;
  readonly obstacle?: Obstacle;
}

/** The messages on their way to the broker, oldest first, each until its confirm. */
export class InFlight {
  private readonly messages = new Set<Pending>();
  private whenEmpty?: () => void;

  get size(): number {
    return this.messages.size;
  }

  get oldest(): Pending | undefined {
    const [oldest] = this.messages;
    return oldest;
  }

  add(pending: Pending): void {
    this.messages.add(pending);
  }

  /** Returns whether it was still on its way. */
  remove(pending: Pending): boolean {
    const removed = this.messages.delete(pending);
    if (this.messages.size === 0) this.whenEmpty?.();
    return removed;
  }

  /**
   * Takes note of a message that came back because no queue took it; its confirm is still to come. The broker does not
   * say which publish it was, so it is told by what the message looks like: of several that look alike the oldest, for
   * they have the same way and come back in the order in which they went.
   */
  markReturned(exchange: string, routingKey: string, messageId: string | undefined): void {
    for (const pending of this.messages) {
      const { message } = pending;
      if (pending.returned || message.properties.messageId !== messageId) continue;
      if (message.exchange !== exchange || message.routingKey !== routingKey) continue;
      pending.returned = true;
      return;
    }
  }

  takeAll(): Pending[] {
    const all = [...this.messages];
    this.messages.clear();
    this.whenEmpty?.();
    return all;
  }

  async empty(): Promise<void> {
    if (this.messages.size > 0) await new Promise<void>((resolve) => (this.whenEmpty = resolve));
  }
}
