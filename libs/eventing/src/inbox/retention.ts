import type { DedicatedConnection } from '../database/dedicated-connection';
import { RangePartitions, type Range } from '../database/range-partitions';

const DAY_MS = 86_400_000;
/** Today, and time enough to notice that adding partitions fails. */
const DAYS_AHEAD = 3;
const UNDATED_AT_ONCE = 10_000;
/** A row of the default partition belongs into the range that is to be attached. */
const HAS_BEGUN = '23514';

function inboxPartitions(connection: DedicatedConnection): RangePartitions {
  return new RangePartitions(connection, 'inbox');
}

/**
 * Sees to it that events of the coming days have a partition: one a day (UTC), by the time in their UUIDv7. A day whose
 * events have begun to fall into the default partition (a new service's first, say) stays there.
 */
export async function makeRoomInInbox(connection: DedicatedConnection, now = Date.now()): Promise<void> {
  const partitions = inboxPartitions(connection);
  const existing = new Set((await partitions.ranges()).map(({ name }) => name));
  const days = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => dayOf(now + ahead * DAY_MS));
  for (const day of days) {
    if (!existing.has(day.name) && !(await hasBegun(connection, day))) await addUnlessBegun(partitions, day);
  }
}

/** At a first start events come at the same time: one may fall into the default partition after it was looked for there. */
async function addUnlessBegun(partitions: RangePartitions, day: Range): Promise<void> {
  try {
    await partitions.add(day);
  } catch (error) {
    if ((error as { code?: unknown }).code !== HAS_BEGUN) throw error;
  }
}

async function hasBegun(connection: DedicatedConnection, { from, to }: Range): Promise<boolean> {
  const [row] = await connection.query<{ begun: boolean }>(
    'select exists (select from eventing.inbox_default where event_id >= $1 and event_id < $2) as begun',
    [from, to],
  );
  return row?.begun ?? false;
}

/**
 * Forgets events that were handled more than `days` ago. A day's partition goes as a whole once the last of its events
 * is: some may have been handled long after they happened. Elsewhere rows go one by one.
 */
export async function forgetHandled(
  connection: DedicatedConnection,
  days: number,
  now = Date.now(),
): Promise<string[]> {
  const partitions = inboxPartitions(connection);
  const removed: string[] = [];
  for (const range of await partitions.ranges()) {
    if (!isDay(range) || endOf(range) > now - days * DAY_MS) continue;
    if (await hasRecent(connection, range, days)) continue;
    if ((await partitions.remove(range.name)) === 'removed') removed.push(range.name);
  }
  await forgetUndated(connection, days);
  return removed;
}

/** The ids of a day, from its first millisecond to before the next day's. */
export function dayOf(time: number): Range {
  const start = Math.floor(time / DAY_MS) * DAY_MS;
  const date = new Date(start).toISOString().slice(0, 10).replaceAll('-', '_');
  return { name: `inbox_day_${date}`, from: firstIdAt(start), to: firstIdAt(start + DAY_MS) };
}

/** The smallest UUID that begins with this time, as a UUIDv7 does. */
function firstIdAt(time: number): string {
  const hex = time.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function isDay({ name }: Range): boolean {
  return name.startsWith('inbox_day_');
}

function endOf({ to }: Range): number {
  return parseInt(to.replaceAll('-', '').slice(0, 12), 16);
}

async function hasRecent(
  connection: DedicatedConnection,
  { from, to }: Range,
  days: number,
): Promise<boolean> {
  const [row] = await connection.query<{ recent: boolean }>(
    `select exists (select from eventing.inbox
                     where event_id >= $2 and event_id < $3 and handled_at >= now() - $1 * interval '1 day') as recent`,
    [days, from, to],
  );
  return row?.recent ?? false;
}

/** Ids without a time, and of days whose partition is gone, are in the default partition. */
async function forgetUndated(connection: DedicatedConnection, days: number): Promise<void> {
  const deleteSome = `
    with old as (
      select event_id, consumer from eventing.inbox_default
      where handled_at < now() - $1 * interval '1 day' limit ${UNDATED_AT_ONCE}
    ), deleted as (
      delete from eventing.inbox_default i using old
      where i.event_id = old.event_id and i.consumer = old.consumer returning 1
    )
    select count(*) as count from deleted`;
  for (let count = UNDATED_AT_ONCE; count === UNDATED_AT_ONCE;) {
    const [deleted] = await connection.query<{ count: number }>(deleteSome, [days]);
    count = deleted?.count ?? 0;
  }
}
