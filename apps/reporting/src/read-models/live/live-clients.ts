import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Response } from 'express';
import { atExpiry } from '@warren/platform';

/** A client that has taken nothing for so long is let go; it may come back and resume. */
const TAKES_WITHIN_MS = 30_000;
/** How long a stop waits for the last words to be taken. */
const LET_GO_WITHIN_MS = 1_000;

/** The connections that are open. They never end by themselves, so that a service which stops has to end them. */
@Injectable()
export class LiveClients implements OnModuleDestroy {
  private readonly logger = new Logger(LiveClients.name);
  private readonly connections = new Map<Response, AbortController>();
  private isStopping = false;

  get count(): number {
    return this.connections.size;
  }

  /**
   * @param until when the client's token ends: with it ends the stream, and who has a new one comes back
   * @returns a signal that is aborted when the connection is over or has to end.
   */
  add(response: Response, until: Date): AbortSignal {
    const end = new AbortController();
    if (response.destroyed)
      end.abort(); // the client left while it was being looked up where it stands
    else this.connections.set(response, end);
    const forgetExpiry = atExpiry(until, () => end.abort());
    response.once('close', () => {
      forgetExpiry();
      this.connections.delete(response);
      end.abort();
    });
    if (this.isStopping) end.abort();
    return end.signal;
  }

  /** Resolves when what was written to the client fits into the buffers again; ends a connection that takes too long. */
  async taken(response: Response, signal: AbortSignal): Promise<void> {
    await nextTurn(); // what was emitted is being written
    if (!response.writableNeedDrain || signal.aborted) return;
    const tooLong = setTimeout(() => {
      this.logger.warn(`A live client has taken nothing for ${TAKES_WITHIN_MS / 1_000} s and is let go.`);
      response.destroy();
    }, TAKES_WITHIN_MS);
    try {
      await once(response, 'drain', { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      clearTimeout(tooLong);
    }
  }

  /** Those that do not take their last words are cut off: the stop must not wait for them. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true;
    const closed = [...this.connections].map(([response, end]) => {
      const gone = once(response, 'close');
      end.abort();
      const cut = setTimeout(() => response.destroy(), LET_GO_WITHIN_MS);
      return gone.finally(() => clearTimeout(cut));
    });
    await Promise.allSettled(closed);
  }
}
