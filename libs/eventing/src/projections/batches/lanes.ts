import type { ReadMessage } from '../streams/stream-event';
import { Batcher, type BatcherOptions } from './batcher';

export interface LanesOptions extends BatcherOptions {
  /** How many batches may be worked on at a time. */
  lanes: number;
}

/**
 * Works on several batches at a time, of which no two have a stream in common: while the database is at one, another is
 * folded, and none waits for the gates of another.
 */
export class Lanes {
  private readonly batchers: Batcher<ReadMessage>[];

  /** @param work as {@link Batcher}'s */
  constructor({ lanes, ...batches }: LanesOptions, work: (batch: ReadMessage[]) => Promise<void>) {
    this.batchers = Array.from({ length: lanes }, () => new Batcher(batches, work));
  }

  /** How many messages it has that are not done. */
  get count(): number {
    return this.batchers.reduce((sum, { count }) => sum + count, 0);
  }

  add(message: ReadMessage): void {
    this.laneOf(message).add(message);
  }

  /** Resolves when no lane has anything left to do. */
  async idle(): Promise<void> {
    await Promise.all(this.batchers.map((batcher) => batcher.idle()));
  }

  /** Forgets what nobody has begun to work on. */
  discardPending(): void {
    for (const batcher of this.batchers) batcher.discardPending();
  }

  /** What belongs to no stream is in nobody's way. */
  private laneOf({ event }: ReadMessage): Batcher<ReadMessage> {
    const lane = event ? hash(event.stream) % this.batchers.length : 0;
    return this.batchers[lane] as Batcher<ReadMessage>;
  }
}

/** FNV-1a: streams differ in their ends, and neighbours in one character. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
