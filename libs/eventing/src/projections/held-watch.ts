import { Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SUMMARISE_HELD } from './held.sql';

/** What a projection holds because an earlier event of the same aggregate is missing. */
export interface HeldSummary {
  events: number;
  /** How many aggregates they belong to. */
  streams: number;
  /** Since when the one that has waited longest is held. */
  oldest: Date;
}

const LOOK_AFTER_MS = 1_000;

/** Knows roughly how much is held, without asking the database more than once a second. */
export class HeldWatch {
  /** As of the last look; undefined when nothing is held. */
  summary: HeldSummary | undefined;
  private readonly logger: Logger;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly projection: string,
    private readonly db: Pick<EntityManager, 'query'>,
  ) {
    this.logger = new Logger(`Projection ${projection}`);
  }

  /** Something was held or released: look soon. */
  changed(): void {
    if (this.stopped) return;
    this.timer ??= setTimeout(() => void this.look(), LOOK_AFTER_MS).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    this.timer = undefined;
    try {
      const rows: HeldSummary[] = await this.db.query(SUMMARISE_HELD, [[this.projection]]);
      this.summary = rows[0];
    } catch (error) {
      this.logger.debug(`Could not count held events, will look again: ${String(error)}`);
      this.changed();
    }
  }
}
