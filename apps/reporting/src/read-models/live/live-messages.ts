import type { MessageEvent } from '@nestjs/common';
import type { LiveTail } from './live-tail';

const SENT_AT_ONCE = 100;
/** How long a browser waits before it comes back. */
const COME_BACK_AFTER_MS = 2_000;

/** One client's connection. */
export interface LiveConnection {
  /** It has seen everything up to here. */
  position: number;
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
  tail: Pick<LiveTail, 'watch' | 'after' | 'hasMoreThan'>,
  { position, heartbeatMs, signal, taken }: LiveConnection,
): AsyncGenerator<MessageEvent> {
  const leave = tail.watch();
  try {
    yield { id: String(position), retry: COME_BACK_AFTER_MS, comment: 'connected' } as MessageEvent;
    while (!signal.aborted) {
      const { forgotten, entries } = await tail.after(position, SENT_AT_ONCE);
      if (forgotten > position) {
        position = forgotten;
        yield { id: String(position), type: 'missed', data: { upTo: position } };
      }
      for (const entry of entries) {
        position = entry.position;
        yield { id: String(position), type: entry.type, data: entry.data };
      }
      await taken();
      if (entries.length > 0 || (await tail.hasMoreThan(position, heartbeatMs, signal))) continue;
      if (!signal.aborted) yield { comment: 'still here' } as MessageEvent;
    }
  } finally {
    leave();
  }
}
