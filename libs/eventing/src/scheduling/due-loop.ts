import { Logger } from '@nestjs/common';
import { backoffMs } from '../backoff';
import { Bell } from '../outbox/bell';
import { RareLog } from '../outbox/rare-log';

/** Work in a table that becomes due at times of its own. */
export interface DueWork {
  /** For the log, as the beginning of a sentence: "Publishing scheduled events". */
  name: string;
  /** Milliseconds until the next of it is due, 0 or less when some is; undefined when there is none. */
  untilNext(): Promise<number | undefined>;
  /** Does some of what is due, a bounded amount; resolves with how much. 0: what is due is in the hands of others. */
  doSome(): Promise<number>;
  /** It looks at least this often: another process may have stored something that is due sooner. */
  lookEveryMs: number;
}

/** How long it leaves alone what others have in hand. */
const IN_OTHER_HANDS_MS = 50;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Does work when it is due, in every replica, without a leader: how replicas share the work is up to its statements
 * (`for update skip locked`). What goes wrong is logged and tried again, ever more slowly; it never gives up.
 */
export class DueLoop {
  private readonly bell = new Bell();
  private failures = 0;
  private readonly troubles = new RareLog(new Logger(DueLoop.name), 'error');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** By `performance.now()`; while it works it is awake. */
  private wakesAt = Infinity;
  private problem: string | undefined;

  constructor(private readonly work: DueWork) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Resolves when what it was at is finished. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Something was stored that is due in so many milliseconds. To be called after the commit; cheap, and never throws. */
  nudge(inMs: number): void {
    if (performance.now() + inMs < this.wakesAt) this.bell.ring();
  }

  /** Why it cannot work just now; undefined while it can. */
  get trouble(): string | undefined {
    return this.problem;
  }

  private async run(): Promise<void> {
    const over = this.stopping.signal;
    while (!over.aborted) {
      const pauseMs = await this.round(over);
      this.wakesAt = performance.now() + pauseMs;
      await this.bell.wait(pauseMs, over);
      this.wakesAt = Infinity;
    }
  }

  /** Resolves with how long there is nothing to do. */
  private async round(over: AbortSignal): Promise<number> {
    const { name, lookEveryMs } = this.work;
    try {
      const pauseMs = await this.workOff(over);
      this.failures = 0;
      this.problem = undefined;
      return Math.min(pauseMs ?? lookEveryMs, lookEveryMs);
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      this.troubles.say(`${name} is interrupted and goes on by itself. ${this.problem}`);
      return backoffMs(this.failures++, FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
    }
  }

  private async workOff(over: AbortSignal): Promise<number | undefined> {
    while (!over.aborted) {
      const inMs = await this.work.untilNext();
      if (inMs === undefined || inMs > 0) return inMs;
      if ((await this.work.doSome()) === 0) return IN_OTHER_HANDS_MS;
    }
    return undefined;
  }
}
