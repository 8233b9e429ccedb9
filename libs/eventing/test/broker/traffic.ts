import { setTimeout as pause } from 'node:timers/promises';
import type { Broker, IncomingMessage, OutgoingMessage, Subscription } from '../../src/broker/broker';
import { BrokerRefusedError, BrokerUnavailableError } from '../../src/broker/broker-errors';
import { eventually } from '@warren/eventing/testing';

const LANES = 10;

/**
 * A stream of messages through a broker that is about to be broken: each is published until it is confirmed and routed,
 * as a relay would, and handled with a little work before its ack.
 */
export class Traffic {
  /** How often each message was handled. */
  readonly handled = new Map<string, number>();
  /** What the broker has confirmed. */
  readonly confirmed: string[] = [];
  private readonly lanes: Promise<unknown>;
  private ending = false;
  private started = 0;
  private running = 0;
  private earlier = 0;

  constructor(
    private readonly broker: Broker,
    private readonly message: (id: string) => OutgoingMessage,
  ) {
    this.lanes = Promise.all(Array.from({ length: LANES }, () => this.lane()));
  }

  consume(broker: Broker, queue: string, prefetch = 20): Subscription {
    return broker.consume({ queue, prefetch }, (message) => void this.handle(message));
  }

  /** The moment to break something. */
  async isUnderWay(): Promise<void> {
    await eventually('traffic under way', () => this.handled.size >= 20);
  }

  async handles(count: number): Promise<void> {
    await eventually(`${count} messages handled`, () => this.handled.size >= count);
  }

  /** Every handler that was running has ended. */
  async isDrained(): Promise<void> {
    await eventually('no handler running', () => this.running === 0);
  }

  /** What was sent until now may have gone down with its queue. */
  forgivesTheEarlier(): void {
    this.earlier = this.started;
  }

  /** Traffic flows (200 messages in all, and at least 20 of them after this call), ends, and nothing is missing. */
  async survives(): Promise<void> {
    const enough = Math.max(200, this.confirmed.length + 20);
    await eventually('traffic that flows again', () => this.confirmed.length >= enough, 90_000);
    this.end();
    await this.lanes;
    const counts = this.confirmed.filter((id) => Number(id.slice(1)) >= this.earlier);
    const lost = () => counts.filter((id) => !this.handled.has(id));
    await eventually('what was confirmed, handled', () => {
      if (lost().length > 0) throw new Error(`${lost().length} of ${counts.length} are missing`);
      return true;
    });
  }

  /** Nothing more is sent, not even what has not arrived. */
  end(): void {
    this.ending = true;
  }

  get handledTwice(): string[] {
    return [...this.handled].filter(([, times]) => times > 1).map(([id]) => id);
  }

  private async handle(message: IncomingMessage): Promise<void> {
    this.running += 1;
    await pause(5 + Math.random() * 10);
    this.running -= 1;
    const id = message.properties.messageId ?? 'none';
    this.handled.set(id, (this.handled.get(id) ?? 0) + 1);
    message.ack();
  }

  private async lane(): Promise<void> {
    while (!this.ending) {
      const id = `m${this.started++}`;
      while (!this.ending && !(await this.arrives(id))) await pause(20);
      await pause(10);
    }
  }

  private async arrives(id: string): Promise<boolean> {
    try {
      if ((await this.broker.publish(this.message(id))) !== 'routed') return false;
      this.confirmed.push(id);
      return true;
    } catch (error) {
      if (error instanceof BrokerUnavailableError || error instanceof BrokerRefusedError) return false;
      throw error;
    }
  }
}
