import type { Client } from 'pg';
import { ServiceConfig } from '../config/service-config';
import { StartError } from '../service/start-error';
import { roleOf } from './address';
import { STATEMENTS_OF_RIGHTS } from './rights.sql';

const UNDEFINED_OBJECT = '42704';

/**
 * Gives the role that the service runs as what it needs on everything in the service's schemas, also on what is made later. Does
 * nothing where the service runs as the role that migrates. Can be done again at any time.
 *
 * @param client connected as the role that migrates
 * @throws StartError when there is no such role.
 */
export async function grantRights(client: Client, config: ServiceConfig): Promise<void> {
  if (config.MIGRATION_DATABASE_URL === undefined) return;
  const runtime = roleOf(config.DATABASE_URL);
  const { rows } = await client.query<{ migrator: string }>('select current_user as migrator');
  const migrator = rows[0]?.migrator;
  if (runtime === migrator) return;
  try {
    await inTransaction(client, async () => {
      const found = await client.query<{ statement: string }>(STATEMENTS_OF_RIGHTS, [runtime, migrator]);
      for (const { statement } of found.rows) await client.query(statement);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_OBJECT) throw error;
    throw new StartError(
      `The database is migrated, but there is no role "${runtime}" to be given rights on it: ${(error as Error).message}. ` +
        'docker/postgres/roles.sh makes it (docs/database-security.md); or name another one in DATABASE_URL.',
      { cause: error },
    );
  }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('begin');
  try {
    await work();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
