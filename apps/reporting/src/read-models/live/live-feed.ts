import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import type { LiveType } from './live-entry.entity';
import type { Place } from './place';

/** An entry at its place in the feed. */
export interface PlacedEntry extends Place {
  type: LiveType;
  data: object;
}

/** What follows a place. */
export interface FeedPart {
  /** Where the entries begin: the place itself, unless something was missed. */
  start: Place;
  /**
   * `forgotten`: entries behind the place have been deleted. `replaced`: the feed has no such place any more, as after a restore
   * of its database to an earlier state; what was told of it since then cannot be known here.
   */
  missed?: 'forgotten' | 'replaced';
  entries: PlacedEntry[];
}

interface Row {
  forgotten: string;
  mark: string | null;
  newest: string;
  newestMark: string;
  entries: PlacedEntry[];
}

const MARK = `left(md5(event_id), 8)`;

/** Entries up to the horizon have been deleted, or are about to be. */
const NEWEST = `
  select greatest(e.position, h.forgotten) as position, coalesce(e.mark, '') as mark
    from live_feed_horizon h
    left join (select position, ${MARK} as mark from live_feed order by position desc limit 1) e
      on e.position >= h.forgotten`;

/** In one statement, for all of it to be of one moment. */
const AFTER = `
  select h.forgotten, n.position as newest, n.mark as "newestMark",
         (select ${MARK} from live_feed where position = $1) as mark,
         coalesce((select json_agg(row_to_json(e)) from (
           select position, ${MARK} as mark, type, data from live_feed
           where position > greatest($1::bigint, h.forgotten) order by position limit $2
         ) e), '[]') as entries
    from live_feed_horizon h, (${NEWEST}) n`;

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

  /** Where the newest entry is, or was, when it has been deleted. */
  async newest(): Promise<Place> {
    const [row] = await this.unitOfWork.manager.query<[{ position: string; mark: string }]>(NEWEST);
    return { position: Number(row.position), mark: row.mark };
  }

  async after(place: Place, limit: number): Promise<FeedPart> {
    const [row] = await this.unitOfWork.manager.query<[Row]>(AFTER, [place.position, limit]);
    const [forgotten, newest] = [Number(row.forgotten), Number(row.newest)];
    if (place.position < forgotten)
      return { start: { position: forgotten, mark: '' }, missed: 'forgotten', entries: row.entries };
    const isKnown = row.mark === place.mark || place.mark === '' || place.position === forgotten;
    if (place.position > newest || !isKnown)
      return { start: { position: newest, mark: row.newestMark }, missed: 'replaced', entries: [] };
    return { start: { position: place.position, mark: row.mark ?? '' }, entries: row.entries };
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
