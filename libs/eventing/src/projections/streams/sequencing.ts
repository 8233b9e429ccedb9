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
  /** Delivered and not applied by themselves, because a snapshot that is due includes them. */
  covered: StreamEvent[];
  /** How far each stream gets when everything that is due is applied. */
  reached: Map<string, number>;
  /** Streams that stopped at the limit although their next event is there. */
  unfinished: Set<string>;
}

interface Progress {
  next: number;
  /** What the gate has passed; a snapshot includes what comes after it, up to its own sequence (0 without one). */
  passed: number;
  coveredUpTo: number;
  left: number;
  waiting: Map<number, StreamEvent>;
}

/**
 * Brings events into order, stream by stream: what follows the gate without a hole is due, what was applied before is a
 * duplicate and gone, what has a hole before it is early. Events keep the order in which they came where the sequence
 * does not say otherwise.
 *
 * A snapshot that is newer than the gate goes first and takes the stream to its own sequence, whatever is missing before
 * it; of several the newest. All others are old and gone.
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
  for (const [stream, gate] of gates) streams.set(stream, progressFrom(gate.sequence, limit));
  const due: StreamEvent[] = newestSnapshots(gates, delivered);
  for (const snapshot of due) jump(streams.get(snapshot.stream) as Progress, snapshot);
  const covered: StreamEvent[] = [];
  for (const event of [...held, ...delivered]) {
    if (event.isSnapshot) continue;
    const progress = streams.get(event.stream) as Progress;
    if (event.message && isCovered(event, progress)) covered.push(event);
    if (event.sequence < progress.next || progress.waiting.has(event.sequence)) continue;
    progress.waiting.set(event.sequence, event);
    advance(progress, due);
  }
  return { due, covered, ...remainder(streams) };
}

function progressFrom(passed: number, left: number): Progress {
  return { next: passed + 1, passed, coveredUpTo: 0, left, waiting: new Map() };
}

function isCovered({ sequence: at }: StreamEvent, { passed, coveredUpTo }: Progress): boolean {
  return at > passed && at <= coveredUpTo;
}

/** A gate at 0 may be that of a stream never heard of: the state of an aggregate without any event is news to it, too. */
function newestSnapshots(gates: ReadonlyMap<string, Gate>, delivered: readonly StreamEvent[]): StreamEvent[] {
  const newest = new Map<string, StreamEvent>();
  for (const event of delivered) {
    if (!event.isSnapshot) continue;
    const { sequence: gate } = gates.get(event.stream) as Gate;
    if (event.sequence <= gate && gate > 0) continue;
    const other = newest.get(event.stream);
    if (!other || other.sequence <= event.sequence) newest.set(event.stream, event);
  }
  return [...newest.values()];
}

function jump(progress: Progress, { sequence: to }: StreamEvent): void {
  progress.next = to + 1;
  progress.coveredUpTo = to;
  progress.left -= 1;
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

function remainder(streams: ReadonlyMap<string, Progress>): Omit<Sequenced, 'due' | 'covered'> {
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
