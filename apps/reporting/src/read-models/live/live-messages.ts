import type { MessageEvent } from '@nestjs/common';
import type { LiveTail } from './live-tail';
import { idOf, type Place } from './place';

const SENT_AT_ONCE = 100;
/** How long a browser waits before it comes back. */
const COME_BACK_AFTER_MS = 2_000;

/** One client's connection. */
export interface LiveConnection {
  /** It has seen everything up to here. */
  place: Place;
  heartbeatMs: number;
  /** Aborted when it is over. */
  signal: AbortSignal;
  /** Resolves when what was sent has been taken. */
  taken: () => Promise<void>;
}

/**
 * What one client is told: everything after its position, then what comes, and a comment when nothing comes. No more is
 * read for it than it takes. Every message but a comment has an id, with the first one saying where the client stands
 * before anything has happened: a connection that breaks at once resumes from there.
 */
export async function* liveMessages(
  tail: Pick<LiveTail, 'watch' | 'after' | 'hasNews'>,
  { place, heartbeatMs, signal, taken }: LiveConnection,
): AsyncGenerator<MessageEvent> {
  const leave = tail.watch();
  try {
    yield { id: idOf(place), retry: COME_BACK_AFTER_MS, comment: 'connected' } as MessageEvent;
    while (!signal.aborted) {
      const { start, missed, entries } = await tail.after(place, SENT_AT_ONCE);
      place = start;
      if (missed) yield { id: idOf(place), type: 'missed', data: { upTo: place.position } };
      for (const entry of entries) {
        place = entry;
        yield { id: idOf(place), type: entry.type, data: entry.data };
      }
      await taken();
      if (entries.length > 0 || (await tail.hasNews(place, heartbeatMs, signal))) continue;
      if (!signal.aborted) yield { comment: 'still here' } as MessageEvent;
    }
  } finally {
    leave();
  }
}
