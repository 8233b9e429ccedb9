import { Logger } from '@nestjs/common';
import { RareLog } from '../outbox/rare-log';
import { pause } from '../pause';

/** What should be done is due for a moment before it is done, and a handler's first retries come within a minute. */
export const OVERDUE_AFTER_MS = 60_000;

/**
 * Looks into the database every now and then, for health checks and people. A look that fails is told, and the next one comes:
 * what the last one saw is old until then, which is a trouble of its own.
 */
export class RegularLook {
  /** Why what was seen last is old, for people; undefined while looks succeed. */
  trouble: string | undefined;
  private readonly stopping = new AbortController();
  private readonly troubles: RareLog;
  private running: Promise<void> | undefined;

  /** @param failure what a look that fails means, for the log: "the sagas cannot be counted". */
  constructor(
    private readonly failure: string,
    private readonly everyMs: number,
    private readonly look: () => Promise<void>,
    logger: Logger,
  ) {
    this.troubles = new RareLog(logger);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.look();
        this.trouble = undefined;
      } catch (error) {
        this.trouble = `For now ${this.failure}. ${(error as Error).message}`;
        this.troubles.say(this.trouble);
      }
      await pause(this.everyMs, signal);
    }
  }
}
