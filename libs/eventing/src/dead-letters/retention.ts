import type { DedicatedConnection } from '../database/dedicated-connection';
import { FORGET_REDRIVES, FORGET_SOME } from './retention.sql';

const AT_ONCE = 5_000;

/**
 * Forgets dead letters that were handled or discarded more than `days` ago, with their history, in small transactions; never
 * one that is not done with. Resolves with how many.
 */
export async function forgetSettledDeadLetters(
  connection: DedicatedConnection,
  days: number,
): Promise<number> {
  let forgotten = 0;
  for (let count = AT_ONCE; count === AT_ONCE;) {
    const [deleted] = await connection.query<{ count: number }>(FORGET_SOME, [days, AT_ONCE]);
    count = deleted?.count ?? 0;
    forgotten += count;
  }
  await connection.query(FORGET_REDRIVES, [days]);
  return forgotten;
}
