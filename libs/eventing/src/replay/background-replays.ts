import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { OutboxReplay } from './outbox-replay';

/** Replays that this process sends beside everything else; when it stops, they stop, and can be resumed. */
@Injectable()
export class BackgroundReplays implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Replay');
  private readonly stopping = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly replays: OutboxReplay) {}

  /**
   * Sends what is left of a replay and returns at once. What becomes of it is in its record, and in the log when it fails.
   */
  begin(id: string): void {
    const run = this.send(id).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private async send(id: string): Promise<void> {
    try {
      let last;
      for await (const progress of this.replays.run(id, this.stopping.signal)) last = progress;
      this.logger.log(`The replay ${id} is ${last?.state}: ${last?.sent} events were sent.`);
    } catch (error) {
      this.logger.error(`The replay ${id} has ended early. ${(error as Error).message}`);
    }
  }
}
