import { setTimeout as sleep } from 'node:timers/promises';
import type { HeldBack } from '../broker-admin';
import type { RawChannel } from './raw-channel';

/** The most that AMQP lets one consumer have in hand. Nothing of it is kept in memory: it only counts as handed out. */
const MOST_IN_HAND = 65_535;
const LOOK_EVERY_MS = 50;
/** Some hundred thousand messages arrive in this time. */
const DRAINED_WITHIN_MS = 60_000;

/** A queue whose messages are in hand. */
interface HeldQueue {
  /** How many its consumers can have in hand, and how many they have. */
  room: number;
  taken: number;
  /** Nothing was left waiting in it. */
  isDrained: boolean;
}

/** Messages that are kept from expiring, and from going on: whoever has them in hand neither takes nor returns them. */
export class HoldingBack implements HeldBack {
  private readonly queues: HeldQueue[] = [];

  constructor(
    private readonly channel: RawChannel,
    private readonly readyIn: (queue: string) => Promise<number>,
    private readonly closeTimeoutMs: number,
  ) {}

  /** Takes all that is in the queue, and what comes; as many consumers as that needs, and room for as much again as one has. */
  async take(queue: string): Promise<void> {
    const consumers = Math.floor((await this.readyIn(queue)) / MOST_IN_HAND) + 2;
    const held: HeldQueue = { room: consumers * MOST_IN_HAND, taken: 0, isDrained: false };
    this.queues.push(held);
    await this.channel.rpc('Setting the prefetch', (amqp) => amqp.prefetch(MOST_IN_HAND));
    for (let n = 0; n < consumers; n++)
      await this.channel.rpc(`Holding back ${queue}`, (amqp) => amqp.consume(queue, () => held.taken++));
    held.isDrained = await this.drained(queue);
  }

  isTight(): boolean {
    return (
      this.channel.isOpen && this.queues.every(({ room, taken, isDrained }) => isDrained && taken < room)
    );
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
