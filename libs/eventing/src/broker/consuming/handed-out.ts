import type { DeliveredMessage } from './delivered-message';

/** The messages of one subscription that its consumer has and has not settled, in the order in which it got them. */
export class HandedOut {
  private readonly messages = new Set<DeliveredMessage>();
  private places = 0;

  add(message: DeliveredMessage): void {
    this.places += 1;
    message.place = this.places;
    this.messages.add(message);
  }

  has(message: DeliveredMessage): boolean {
    return this.messages.has(message);
  }

  remove(message: DeliveredMessage): void {
    this.messages.delete(message);
  }

  /** This one, unless it was settled, and every unsettled one before it. */
  upTo({ place }: DeliveredMessage): DeliveredMessage[] {
    const found: DeliveredMessage[] = [];
    for (const message of this.messages) {
      if (message.place > place) break;
      found.push(message);
    }
    return found;
  }

  all(): DeliveredMessage[] {
    return [...this.messages];
  }
}
