import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SUMMARISE_HELD } from './held.sql';

/** What a projection holds because an earlier event of the same aggregate is missing; of very many only a part is counted. */
export interface HeldSummary {
  events: number;
  /** How many aggregates they belong to. */
  streams: number;
  /** Since when the one that has waited longest is held. */
  oldest: Date;
}

/** As many are counted: beyond it the figures are the least there is. */
export const COUNTED_AT_MOST = 10_000;
const LOOK_AFTER_MS = 1_000;
/** While something is held: another replica may let go of it, and this one would not notice. */
const LOOK_AGAIN_AFTER_MS = 5_000;

/** Knows roughly how much is held, without asking the database all the time. */
export class HeldWatch {
  /** As of the last look; undefined when nothing is held. */
  summary: HeldSummary | undefined;
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private nextLookAt = Infinity;
  private stopped = false;

  constructor(
    private readonly projection: string,
    private readonly db: Pick<EntityManager, 'query'>,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
  }

  /** Something was held or released: look soon. */
  changed(): void {
    this.lookIn(LOOK_AFTER_MS);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private lookIn(ms: number): void {
    if (this.stopped || this.nextLookAt <= Date.now() + ms) return;
    clearTimeout(this.timer);
    this.nextLookAt = Date.now() + ms;
    this.timer = setTimeout(() => void this.look(), ms).unref();
  }

  private async look(): Promise<void> {
    this.nextLookAt = Infinity;
    try {
      const rows: HeldSummary[] = await this.db.query(SUMMARISE_HELD, [this.projection, COUNTED_AT_MOST]);
      this.summary = rows[0];
      if (this.summary) this.lookIn(LOOK_AGAIN_AFTER_MS);
    } catch (error) {
      this.logger.debug(`Could not count what is held, and will look again: ${String(error)}`);
      this.lookIn(LOOK_AGAIN_AFTER_MS);
    }
  }
}
