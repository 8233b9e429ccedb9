import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from '../../backoff';
import { isConflict } from './failures';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 2_000;
/** So many conflicts in a row are ordinary when replicas fight over new rows; more are worth telling. */
const ORDINARY_CONFLICTS = 10;
const TELL_AGAIN_AFTER_MS = 60_000;

/**
 * Tries until it succeeds: what fails here fails because of something outside of the messages (the database is away, a
 * migration is missing), so that nothing is gained by giving any of them up.
 */
export class Patience {
  /** Why work does not get on, for each that does not. */
  private readonly failing = new Map<symbol, string>();
  private readonly logger: Logger;
  private toldAt = 0;

  constructor(
    private readonly name: string,
    private readonly stopped: AbortSignal,
  ) {
    this.logger = new Logger(`Projection ${name}`);
  }

  /** What it is waiting for; undefined while all is well. */
  get waitingFor(): string | undefined {
    return this.failing.values().next().value;
  }

  /**
   * @param passOn errors that waiting cannot mend are thrown on.
   * @throws AbortError once it was told to stop.
   */
  async insist<T>(work: () => Promise<T>, passOn: (error: unknown) => boolean = () => false): Promise<T> {
    const attempt = Symbol();
    for (let failures = 0; ; failures += 1) {
      try {
        const result = await work();
        this.ended(attempt);
        return result;
      } catch (error) {
        if (passOn(error)) {
          this.ended(attempt);
          throw error;
        }
        this.stopped.throwIfAborted();
        if (!isConflict(error) || failures >= ORDINARY_CONFLICTS) this.tell(attempt, error);
        await pause(backoffMs(failures, FIRST_PAUSE_MS, LONGEST_PAUSE_MS), undefined, {
          signal: this.stopped,
        });
      }
    }
  }

  private tell(attempt: symbol, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== this.waitingFor || Date.now() - this.toldAt > TELL_AGAIN_AFTER_MS) {
      this.logger.warn(`${this.name} waits and tries again; its messages stay where they are. ${reason}`);
      this.toldAt = Date.now();
    }
    this.failing.set(attempt, reason);
  }

  private ended(attempt: symbol): void {
    if (this.failing.delete(attempt) && this.failing.size === 0) this.logger.log(`${this.name} goes on.`);
  }
}
