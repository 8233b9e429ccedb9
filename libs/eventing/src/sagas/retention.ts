import type { DedicatedConnection } from '../database/dedicated-connection';
import { FORGET_SOME } from './sagas.sql';

const AT_ONCE = 10_000;

/** Forgets sagas that were completed more than `days` ago, in small transactions. Resolves with how many. */
export async function forgetCompletedSagas(connection: DedicatedConnection, days: number): Promise<number> {
  let forgotten = 0;
  for (let count = AT_ONCE; count === AT_ONCE;) {
    const [deleted] = await connection.query<{ count: number }>(FORGET_SOME, [days, AT_ONCE]);
    count = deleted?.count ?? 0;
    forgotten += count;
  }
  return forgotten;
}
