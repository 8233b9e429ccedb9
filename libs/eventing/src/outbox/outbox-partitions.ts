import type { DedicatedConnection } from '../database/dedicated-connection';
import { RangePartitions, type Range } from '../database/range-partitions';

/** Positions that must always have a partition waiting for them. */
const ROOM = 1_000_000;
/** A partition is meant to hold a day's events, so that retention can go by days; but none is smaller or larger. */
const NARROWEST = 250_000;
const WIDEST = 50_000_000;
/** How many of the last events tell how fast they come. */
const SAMPLE = 100_000;
const SECONDS_A_DAY = 86_400;

interface Progress {
  /** The highest position that was taken. */
  taken: number;
  /** Positions a second, lately. */
  rate: number | null;
  /** The highest position in the default partition. */
  stray: number | null;
}

const PROGRESS = `
  with taken as materialized (select last_value as position from eventing.outbox_position)
  select taken.position as taken,
         (select (taken.position - o.position) / nullif(extract(epoch from clock_timestamp() - o.created_at), 0)
            from eventing.outbox o where o.position >= taken.position - ${SAMPLE} order by o.position limit 1)::float8 as rate,
         (select max(position) from eventing.outbox_default) as stray
  from taken`;

export function outboxPartitions(connection: DedicatedConnection): RangePartitions {
  return new RangePartitions(connection, 'outbox');
}

/**
 * Sees to it that positions to come have a partition. Resolves with the highest position that fell into the default
 * partition, if any did: nothing is wrong with its event, but its space is not given back as easily.
 */
export async function makeRoomInOutbox(connection: DedicatedConnection): Promise<number | undefined> {
  const partitions = outboxPartitions(connection);
  const [progress] = await connection.query<Progress>(PROGRESS);
  if (!progress) return undefined;
  for (const range of missingRanges(await partitions.ranges(), progress)) await partitions.add(range);
  return progress.stray ?? undefined;
}

/** The ranges to add, in order. */
export function missingRanges(existing: readonly Range[], { taken, rate, stray }: Progress): Range[] {
  const width = Math.min(
    WIDEST,
    Math.max(NARROWEST, Math.ceil(((rate ?? 0) * SECONDS_A_DAY) / NARROWEST) * NARROWEST),
  );
  const end = Math.max(0, ...existing.map(({ to }) => Number(to)));
  const reached = Math.max(taken, stray ?? 0);
  // Positions beyond the last partition go to the default one just now: the next begins where none of them can be yet.
  const start = reached < end ? end : reached + NARROWEST;
  const needed = Math.max(taken, reached < end ? 0 : start) + ROOM;
  const missing: Range[] = [];
  for (let from = start; from < needed; from += width)
    missing.push({ name: `outbox_from_${from}`, from: String(from), to: String(from + width) });
  return missing;
}
