import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { backoffMs } from '../../backoff';
import { LOOK_AT_GATES } from '../streams/gates.sql';
import type { Moves, ProjectionProgress } from './projection-progress';

/** How long to wait, and what ends the wait early. */
export interface WaitLimits {
  atMostMs: number;
  signal?: AbortSignal;
}

interface Waiter {
  /** What is still to be reached. */
  missing: Map<string, number>;
  looks: number;
  /** On the clock of `performance.now()`. */
  nextLookAt: number;
  end(caughtUp: boolean): void;
}

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Waits for one projection's gates to pass given events. What this process commits is known at once. Another replica may
 * do the work as well, and says nothing: so the gates are looked at too, ever less often, all waiters in one statement.
 * Nobody who waits holds a connection.
 */
export class CatchingUp {
  private readonly waiters = new Set<Waiter>();
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly projection: string,
    private readonly db: Pick<EntityManager, 'query'>,
    progress: ProjectionProgress,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
    progress.onMoves((moves) => this.reached(moves, this.waiters));
  }

  /** Whether all of it was reached in time. With `atMostMs: 0` it looks once and does not wait. */
  async wait(positions: Moves, { atMostMs, signal }: WaitLimits): Promise<boolean> {
    if (positions.size === 0) return true;
    return new Promise((resolve) => {
      const waiter: Waiter = { missing: new Map(positions), looks: 0, nextLookAt: 0, end: () => undefined };
      const giveUp = (): void => waiter.end(false);
      const limit = atMostMs > 0 ? setTimeout(giveUp, atMostMs) : undefined;
      signal?.addEventListener('abort', giveUp, { once: true });
      waiter.end = (caughtUp) => {
        clearTimeout(limit);
        signal?.removeEventListener('abort', giveUp);
        this.waiters.delete(waiter);
        if (this.waiters.size === 0) clearTimeout(this.timer);
        resolve(caughtUp);
      };
      // Waiting before the first look: what is committed between the two is heard of.
      this.waiters.add(waiter);
      void this.look([waiter]).then(() => (atMostMs > 0 ? this.lookAgainInTime() : giveUp()));
      if (signal?.aborted) giveUp();
    });
  }

  /** Nobody waits any longer. */
  stop(): void {
    for (const waiter of [...this.waiters]) waiter.end(false);
    clearTimeout(this.timer);
  }

  private reached(gates: Moves, waiters: Iterable<Waiter>): void {
    for (const waiter of [...waiters]) {
      for (const [stream, wanted] of waiter.missing)
        if ((gates.get(stream) ?? 0) >= wanted) waiter.missing.delete(stream);
      if (waiter.missing.size === 0) waiter.end(true);
    }
  }

  private async look(waiters: Waiter[]): Promise<void> {
    const streams = new Set(waiters.flatMap(({ missing }) => [...missing.keys()]));
    try {
      type Row = { stream: string; sequence: string };
      const rows: Row[] = await this.db.query(LOOK_AT_GATES, [this.projection, [...streams]]);
      this.reached(new Map(rows.map(({ stream, sequence }) => [stream, Number(sequence)])), waiters);
    } catch (error) {
      this.logger.debug(`Could not look how far it is, and will look again: ${String(error)}`);
    }
    for (const waiter of waiters) {
      waiter.nextLookAt = performance.now() + backoffMs(waiter.looks, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
      waiter.looks += 1;
    }
  }

  /** One timer for all, and one look at a time. */
  private lookAgainInTime(): void {
    clearTimeout(this.timer);
    if (this.waiters.size === 0 || this.looking) return;
    const next = Math.min(...[...this.waiters].map(({ nextLookAt }) => nextLookAt));
    this.timer = setTimeout(() => void this.lookForAllWhoAreDue(), Math.max(0, next - performance.now()));
  }

  private async lookForAllWhoAreDue(): Promise<void> {
    this.looking = true;
    const soon = performance.now() + FIRST_PAUSE_MS;
    const due = [...this.waiters].filter(({ nextLookAt }) => nextLookAt <= soon);
    // Whoever the timer was set for may have gone since.
    if (due.length > 0) await this.look(due);
    this.looking = false;
    this.lookAgainInTime();
  }
}
