import type { Client } from 'pg';
import { ServiceConfig } from '../config/service-config';
import { StartError } from '../service/start-error';

/**
 * A service needs no more than to read and write its own tables. As a superuser its faults, and whoever speaks through them, would
 * have everybody's data, and the server's files.
 *
 * @throws StartError in production (NODE_ENV), when the service would run as a superuser.
 */
export async function refuseSuperuser(client: Client, config: ServiceConfig): Promise<void> {
  if (!config.isProduction) return;
  const { rows } = await client.query<{ role: string; isSuperuser: boolean }>(
    'select rolname as role, rolsuper as "isSuperuser" from pg_roles where rolname in (session_user, current_user) order by rolsuper desc',
  );
  const [first] = rows;
  if (!first?.isSuperuser) return;
  throw new StartError(
    `${config.service} would run as "${first.role}", a superuser of PostgreSQL, which production (NODE_ENV) refuses: it could read and ` +
      'change the data of every service. Make roles with docker/postgres/roles.sh, and log in as ' +
      `"${config.service}" in DATABASE_URL (docs/database-security.md).`,
  );
}
