import type { DedicatedConnection } from '../database/dedicated-connection';
import type { Range } from '../database/range-partitions';
import { outboxPartitions } from './outbox-partitions';
import { RELAYED_BELOW } from './sql/checkpoint.sql';

const STRAYS_AT_ONCE = 10_000;

/** Gives back the space of events that were relayed and are older than `days`. Resolves with the removed partitions. */
export async function forgetRelayed(connection: DedicatedConnection, days: number): Promise<string[]> {
  const [relayed] = await connection.query<{ position: number }>(RELAYED_BELOW);
  if (!relayed) return [];
  const partitions = outboxPartitions(connection);
  const removed: string[] = [];
  for (const range of await partitions.ranges()) {
    if (Number(range.to) > relayed.position) continue;
    if (!(await isOlder(connection, range, days))) continue;
    if ((await partitions.remove(range.name)) === 'removed') removed.push(range.name);
  }
  await forgetStrays(connection, relayed.position, days);
  return removed;
}

/** By its last event: positions and times rise together. A partition without any is old as well. */
async function isOlder(connection: DedicatedConnection, { from, to }: Range, days: number): Promise<boolean> {
  const [last] = await connection.query<{ older: boolean }>(
    `select created_at < now() - $1 * interval '1 day' as older from eventing.outbox
      where position >= $2 and position < $3 order by position desc limit 1`,
    [days, from, to],
  );
  return last?.older ?? true;
}

/** The default partition cannot be dropped; what strayed into it is deleted, in small transactions. */
async function forgetStrays(connection: DedicatedConnection, below: number, days: number): Promise<void> {
  const deleteSome = `
    with old as (
      select position from eventing.outbox_default
      where position < $1 and created_at < now() - $2 * interval '1 day' order by position limit ${STRAYS_AT_ONCE}
    ), deleted as (
      delete from eventing.outbox_default o using old where o.position = old.position returning 1
    )
    select count(*) as count from deleted`;
  for (let count = STRAYS_AT_ONCE; count === STRAYS_AT_ONCE;) {
    const [deleted] = await connection.query<{ count: number }>(deleteSome, [below, days]);
    count = deleted?.count ?? 0;
  }
}
