import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { eventually } from '@warren/eventing/testing';

/** Writes down when the relay's lease went to another process. */
export class TakeOvers {
  private readonly seen: number[] = [];
  private stopped = false;
  private readonly watching: Promise<void>;

  constructor(private readonly database: DataSource) {
    this.watching = this.watch();
  }

  /** For each death of a relay the time until the next take-over. */
  after(deaths: number[]): number[] {
    return deaths.flatMap((death) => {
      const next = this.seen.find((moment) => moment > death);
      return next === undefined ? [] : [next - death];
    });
  }

  async untilOneAfter(death: number): Promise<void> {
    await eventually('a standby to take over the lease', () => this.after([death]).length > 0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.watching;
  }

  private async watch(): Promise<void> {
    let known: string | undefined;
    while (!this.stopped) {
      const [lease] = await this.database.query<{ fence: string }[]>(
        'select fence::text from eventing.relay_lease',
      );
      if (lease && known !== lease.fence) this.seen.push(Date.now());
      known = lease?.fence;
      await pause(20);
    }
  }
}
