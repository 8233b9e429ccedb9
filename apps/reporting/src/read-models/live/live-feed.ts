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

const NEWEST = `
  select coalesce(e.position, h.forgotten) as position, coalesce(e.mark, '') as mark
    from live_feed_horizon h
    left join (select position, ${MARK} as mark from live_feed order by position desc limit 1) e on true`;

/** In one statement, for all of it to be of one moment. */
const AFTER = `
  select h.forgotten, n.position as newest, n.mark as "newestMark",
         (select ${MARK} from live_feed where position = $1) as mark,
         coalesce((select json_agg(row_to_json(e)) from (
           select position, ${MARK} as mark, type, data from live_feed where position > $1 order by position limit $2
         ) e), '[]') as entries
    from live_feed_horizon h, (${NEWEST}) n`;

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
