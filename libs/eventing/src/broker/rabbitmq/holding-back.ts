import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldBack } from '../broker-admin';
import type { RawChannel } from './raw-channel';

/** The most that AMQP lets one consumer have in hand. Nothing of it is kept in memory: it only counts as handed out. */
const MOST_IN_HAND = 65_535;
const LOOK_EVERY_MS = 50;
/** Some hundred thousand messages arrive in this time. */
const DRAINED_WITHIN_MS = 60_000;

/** Messages that are kept from expiring, and from going on: whoever has them in hand neither takes nor returns them. */
export class HoldingBack implements HeldBack {
  private room = 0;
  private taken = 0;
  /** Nothing waits in the queues; so it is, too, where there are none. */
  private isDrained = true;

  constructor(
    private readonly channel: RawChannel,
    private readonly readyIn: (queue: string) => Promise<number>,
    private readonly closeTimeoutMs: number,
  ) {}

  /** Takes all that is in the queue, and what comes; as many consumers as that needs, and room for as much again as one has. */
  async take(queue: string): Promise<void> {
    const consumers = Math.floor((await this.readyIn(queue)) / MOST_IN_HAND) + 2;
    await this.channel.rpc('Setting the prefetch', (amqp) => amqp.prefetch(MOST_IN_HAND));
    for (let n = 0; n < consumers; n++)
      await this.channel.rpc(`Holding back ${queue}`, (amqp) => amqp.consume(queue, () => this.taken++));
    this.room += consumers * MOST_IN_HAND;
    if (!(await this.drained(queue))) this.isDrained = false;
  }

  isTight(): boolean {
    const hasRoom = this.room === 0 || this.taken < this.room;
    return this.channel.isOpen && this.isDrained && hasRoom;
  }

  letGo(): Promise<void> {
    return this.channel.close(this.closeTimeoutMs);
  }

  /** What is not in hand yet may still expire. */
  private async drained(queue: string): Promise<boolean> {
    const deadline = performance.now() + DRAINED_WITHIN_MS;
    while ((await this.readyIn(queue)) > 0) {
      if (!this.channel.isOpen || performance.now() > deadline) return false;
      await sleep(LOOK_EVERY_MS);
    }
    return true;
  }
}
