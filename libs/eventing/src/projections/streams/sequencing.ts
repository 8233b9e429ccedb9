import type { StreamEvent } from './stream-event';

/** How far a stream has been applied, and the lowest sequence that is held for it, if any is. */
export interface Gate {
  sequence: number;
  lowestHeld: number | undefined;
}

/** Events in the order in which they are to be applied, those that come too early, and what is left for another go. */
export interface Sequenced {
  due: StreamEvent[];
  /** Delivered, but their predecessor is missing. */
  early: StreamEvent[];
  /** How far each stream gets when everything that is due is applied. */
  reached: Map<string, number>;
  /** Streams that stopped at the limit although their next event is there. */
  unfinished: Set<string>;
}

interface Progress {
  next: number;
  left: number;
  waiting: Map<number, StreamEvent>;
}

/**
 * Brings events into order, stream by stream: what follows the gate without a hole is due, what was applied before is a
 * duplicate and gone, what has a hole before it is early. Events keep the order in which they came where the sequence
 * does not say otherwise.
 *
 * @param limit how many events of one stream may become due.
 */
export function sequence(
  gates: ReadonlyMap<string, Gate>,
  held: readonly StreamEvent[],
  delivered: readonly StreamEvent[],
  limit = Infinity,
): Sequenced {
  const streams = new Map<string, Progress>();
  for (const [stream, gate] of gates)
    streams.set(stream, { next: gate.sequence + 1, left: limit, waiting: new Map() });
  const due: StreamEvent[] = [];
  for (const event of [...held, ...delivered]) {
    const progress = streams.get(event.stream) as Progress;
    if (event.sequence < progress.next || progress.waiting.has(event.sequence)) continue;
    progress.waiting.set(event.sequence, event);
    advance(progress, due);
  }
  return { due, ...remainder(streams) };
}

function advance(progress: Progress, due: StreamEvent[]): void {
  for (;;) {
    const event = progress.waiting.get(progress.next);
    if (!event || progress.left === 0) return;
    progress.waiting.delete(progress.next);
    progress.next += 1;
    progress.left -= 1;
    due.push(event);
  }
}

function remainder(streams: ReadonlyMap<string, Progress>): Omit<Sequenced, 'due'> {
  const early: StreamEvent[] = [];
  const reached = new Map<string, number>();
  const unfinished = new Set<string>();
  for (const [stream, { next, waiting }] of streams) {
    reached.set(stream, next - 1);
    if (waiting.has(next)) unfinished.add(stream);
    for (const event of waiting.values()) if (event.message) early.push(event);
  }
  return { early, reached, unfinished };
}

/** The streams whose held events come into question once everything delivered is applied. */
export function streamsThatNeedHeld(
  gates: ReadonlyMap<string, Gate>,
  reached: ReadonlyMap<string, number>,
): string[] {
  return [...gates]
    .filter(
      ([stream, { lowestHeld }]) => lowestHeld !== undefined && lowestHeld <= (reached.get(stream) ?? 0) + 1,
    )
    .map(([stream]) => stream);
}
