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
  /** Entries up to this position have been deleted, or are about to be; whoever stands before it has missed them. */
  forgotten: number;
  entries: PlacedEntry[];
}

/** Few enough that no transaction is long. */
const AT_ONCE = 1_000;

/** What another replica is just deleting is passed over. */
const FORGET_SOME = `
  with old as (
    select position from live_feed where position <= (select forgotten from live_feed_horizon)
    order by position limit $1 for update skip locked
  ), deleted as (
    delete from live_feed f using old where f.position = old.position returning 1
  )
  select count(*)::int as count from deleted`;

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
                select position, type, data from live_feed
                where position > greatest($1::bigint, (select forgotten from live_feed_horizon))
                order by position limit $2
              ) e), '[]') as entries`,
      [position, limit],
    );
    return { forgotten: Number(row.forgotten), entries: row.entries };
  }

  /** Deletes all but the newest `keep` entries, and remembers up to where. In small transactions, however many there are. */
  async forget(keep: number): Promise<void> {
    // The horizon never goes back, and is there before anything is deleted: who has missed something hears of it.
    await this.unitOfWork.manager.query(
      `update live_feed_horizon set forgotten = greatest(forgotten, coalesce(
         (select position from live_feed order by position desc offset $1 limit 1), 0))`,
      [keep],
    );
    for (let count = AT_ONCE; count === AT_ONCE;) {
      const rows: { count: number }[] = await this.unitOfWork.manager.query(FORGET_SOME, [AT_ONCE]);
      count = rows[0]?.count ?? 0;
    }
  }
}
