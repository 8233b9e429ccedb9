import type { StreamEvent, UnusableMessage } from '../streams/stream-event';

/** What one transaction is asked to do. */
export interface Batch {
  events: StreamEvent[];
  unusable: UnusableMessage[];
  /** Streams of which no event came just now, but held events may be due. */
  streams: string[];
  /** How many events of one stream it may apply. */
  limit: number;
  /**
   * The event that was refused when it stood alone: it is parked if it is still the next of its stream. By now another
   * replica may have dealt with it.
   */
  condemned?: { sequence: number; error: unknown };
}

/** Every stream that the batch is about. */
export function streamsOf({ events, streams }: Pick<Batch, 'events' | 'streams'>): string[] {
  return [...new Set([...streams, ...events.map(({ stream }) => stream)])];
}

/** The rest of a batch of which everything delivered is applied, held or parked. */
export function heldOnly(streams: string[], limit = Infinity): Batch {
  return { events: [], unusable: [], streams, limit };
}

/**
 * Two halves, neither of which has a stream that the other has. When it is down to one stream, first its snapshots and then
 * its events; undefined when there are not both.
 */
export function halve(batch: Batch): [Batch, Batch] | undefined {
  const { events, unusable } = batch;
  const streams = streamsOf(batch);
  if (unusable.length > 0 && streams.length > 0)
    return [
      { ...batch, unusable: [] },
      { ...heldOnly([]), unusable },
    ];
  if (unusable.length > 1) {
    const middle = unusable.length >> 1;
    return [
      { ...batch, unusable: unusable.slice(0, middle) },
      { ...batch, unusable: unusable.slice(middle) },
    ];
  }
  if (streams.length < 2) return withoutSnapshots(batch);
  const first = new Set(streams.slice(0, streams.length >> 1));
  const part = (isFirst: boolean): Batch => ({
    ...batch,
    events: events.filter(({ stream }) => first.has(stream) === isFirst),
    streams: batch.streams.filter((stream) => first.has(stream) === isFirst),
  });
  return [part(true), part(false)];
}

/** A snapshot cannot be held until its events have been tried: it stands alone, and goes first. */
function withoutSnapshots(batch: Batch): [Batch, Batch] | undefined {
  const snapshots = batch.events.filter(({ isSnapshot }) => isSnapshot);
  if (snapshots.length === 0 || snapshots.length === batch.events.length) return undefined;
  return [
    { ...batch, events: snapshots },
    { ...batch, events: batch.events.filter(({ isSnapshot }) => !isSnapshot) },
  ];
}
