import type { OutgoingMessage } from '../../broker/broker';
import type { InMemoryServer } from '../../broker/in-memory/in-memory-server';
import { decodeEnvelope } from '../../message/codec';
import type { EventEnvelope } from '../../message/envelope';
import { Bell } from '../../outbox/bell';

/** What goes over the broker while a harness runs. */
export class Traffic {
  /** How much has happened: it changes with every message that is published or settled. */
  count = 0;
  private readonly events = new Map<string, EventEnvelope>();
  private readonly bells = new Set<Bell>();
  private readonly stopWatching: () => void;

  /** @param isEvents whether an exchange is one for events, not one for retries */
  constructor(server: InMemoryServer, isEvents: (exchange: string) => boolean) {
    this.stopWatching = server.onTraffic((published) => {
      this.count += 1;
      if (published && isEvents(published.exchange)) this.remember(published);
      for (const bell of this.bells) bell.ring();
    });
  }

  /** Every event that was sent, once, in the order in which they were. */
  get envelopes(): EventEnvelope[] {
    return [...this.events.values()];
  }

  /** The ids of the events that a service has sent. */
  sentBy(service: string): string[] {
    return this.envelopes.filter(({ source }) => source === `/${service}`).map(({ id }) => id);
  }

  /** Repeats `look` whenever something has happened, and every `atLeastMs`, until it returns true or `deadline` has passed. */
  async watch(look: () => Promise<boolean>, deadline: number, atLeastMs: number): Promise<boolean> {
    const bell = new Bell();
    const never = new AbortController().signal;
    this.bells.add(bell);
    try {
      for (;;) {
        if (await look()) return true;
        if (Date.now() > deadline) return false;
        await bell.wait(atLeastMs, never);
      }
    } finally {
      this.bells.delete(bell);
    }
  }

  stop(): void {
    this.stopWatching();
  }

  /** A relay may send an event twice. */
  private remember({ body }: OutgoingMessage): void {
    const envelope = decodeEnvelope(body);
    if (!this.events.has(envelope.id)) this.events.set(envelope.id, envelope);
  }
}
