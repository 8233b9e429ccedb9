import type { EntityManager } from 'typeorm';

const QUERY_CANCELED = '57014';

/** Statements of this transaction, or of this savepoint when that is rolled back, fail when they take longer. */
export async function limitStatements(manager: EntityManager, toMs: number): Promise<void> {
  await manager.query(`select set_config('statement_timeout', $1, true)`, [String(toMs)]);
}

/** Whether a statement was ended before it was done, because of its limit or by an administrator. */
export function wasCutOff(error: unknown): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === QUERY_CANCELED;
}
