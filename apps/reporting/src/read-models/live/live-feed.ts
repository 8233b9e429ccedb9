import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import type { LiveType } from './live-entry.entity';

/** An entry at its place in the feed. */
export interface PlacedEntry {
  position: number;
  type: LiveType;
  data: object;
}

/** What follows a position. */
export interface FeedPart {
  /** Entries up to this position have been deleted; whoever stands before it has missed them. */
  forgotten: number;
  entries: PlacedEntry[];
}

/** The table behind the live clients: the latest entries, in the order in which they became visible. */
@Injectable()
export class LiveFeed {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** The position of the newest entry, also when it has been deleted. */
  async newest(): Promise<number> {
    const [row] = await this.unitOfWork.manager.query<[{ newest: string }]>(
      `select greatest((select forgotten from live_feed_horizon), (select max(position) from live_feed)) as newest`,
    );
    return Number(row.newest);
  }

  async after(position: number, limit: number): Promise<FeedPart> {
    const [row] = await this.unitOfWork.manager.query<[{ forgotten: string; entries: PlacedEntry[] }]>(
      `select (select forgotten from live_feed_horizon) as forgotten,
              coalesce((select json_agg(row_to_json(e)) from (
                select position, type, data from live_feed where position > $1 order by position limit $2
              ) e), '[]') as entries`,
      [position, limit],
    );
    return { forgotten: Number(row.forgotten), entries: row.entries };
  }

  /** Deletes all but the newest `keep` entries, and remembers up to where. */
  async forget(keep: number): Promise<void> {
    await this.unitOfWork.run(async () => {
      const { manager } = this.unitOfWork;
      // The horizon's row is the lock among replicas, and it never goes back.
      await manager.query(
        `update live_feed_horizon set forgotten = greatest(forgotten, coalesce(
           (select position from live_feed order by position desc offset $1 limit 1), 0))`,
        [keep],
      );
      await manager.query(
        `delete from live_feed where position <= (select forgotten from live_feed_horizon)`,
      );
    });
  }
}
