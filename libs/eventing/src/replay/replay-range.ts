import type { DataSource } from 'typeorm';
import { ReplayRefusedError, type ReplayRequest } from './replay';
import { RELAYED_BELOW } from '../outbox/sql/checkpoint.sql';
import { FIRST_FROM } from './replay.sql';

/** Positions, both included, of which those count that were stored between the times. */
export interface ReplayRange {
  fromPosition: number;
  toPosition: number;
  fromTime: Date | null;
  toTime: Date | null;
  /** When the first event in it was stored; undefined when it is empty. */
  firstAt: Date | undefined;
}

/** Positions are taken a moment before or after their time is read. */
const LEEWAY_MS = 60_000;

/**
 * Which positions a request is about. Only what the relay has sent for good: the rest is still on its way, and would
 * overtake.
 *
 * @throws ReplayRefusedError when nothing has been relayed yet, or the request ends before it begins.
 */
export async function rangeOf(dataSource: DataSource, { from, to }: ReplayRequest): Promise<ReplayRange> {
  const [relayed] = await dataSource.query<{ position: string | null }[]>(RELAYED_BELOW);
  if (!relayed?.position)
    throw new ReplayRefusedError('Nothing has been relayed yet: there is nothing to send again.');
  const last = Number(relayed.position) - 1;
  const low = await lowest(dataSource, from, last);
  const high =
    to instanceof Date
      ? await positionAt(dataSource, to.getTime() + LEEWAY_MS, last)
      : Math.min(to ?? last, last);
  if (Number(from) > Number(to) && typeof from === typeof to)
    throw new ReplayRefusedError(`It would end (${say(to)}) before it begins (${say(from)}).`);
  const first = await firstFrom(dataSource, low);
  return {
    fromPosition: low,
    toPosition: Math.max(high, low - 1),
    fromTime: from instanceof Date ? from : null,
    toTime: to instanceof Date ? to : null,
    firstAt: first && first.position <= high ? laterOf(first.createdAt, from) : undefined,
  };
}

/** Not before the oldest event that is kept: the way there has nothing to look at. */
async function lowest(dataSource: DataSource, from: ReplayRequest['from'], last: number): Promise<number> {
  const wanted =
    from instanceof Date
      ? await positionAt(dataSource, from.getTime() - LEEWAY_MS, last)
      : Math.max(1, from ?? 1);
  return (await firstFrom(dataSource, wanted))?.position ?? last + 1;
}

function laterOf(time: Date, from: ReplayRequest['from']): Date {
  return from instanceof Date && from > time ? from : time;
}

/** The first position whose event was stored at that time or later, by halving: times rise with positions. */
async function positionAt(dataSource: DataSource, time: number, last: number): Promise<number> {
  let low = 1;
  let high = last + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const found = await firstFrom(dataSource, middle);
    if (found && found.position <= last && found.createdAt.getTime() < time) low = found.position + 1;
    else high = middle;
  }
  return low;
}

async function firstFrom(
  dataSource: DataSource,
  position: number,
): Promise<{ position: number; createdAt: Date } | undefined> {
  const [row] = await dataSource.query<{ position: string; createdAt: Date }[]>(FIRST_FROM, [position]);
  return row && { position: Number(row.position), createdAt: row.createdAt };
}

function say(limit: number | Date | undefined): string {
  return limit instanceof Date ? limit.toISOString() : String(limit);
}
