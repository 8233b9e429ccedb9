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
  const { rows } = await client.query<{ role: string; superuser: string }>(
    `select session_user as role, rolname as superuser from pg_roles
      where rolsuper and pg_has_role(session_user, oid, 'member') order by rolname = session_user desc limit 1`,
  );
  const [first] = rows;
  if (!first) return;
  const who =
    first.role === first.superuser
      ? `"${first.role}"`
      : `"${first.role}", which may become "${first.superuser}"`;
  throw new StartError(
    `${config.service} would run as ${who}, a superuser of PostgreSQL, which production (NODE_ENV other than development and test) refuses: it could read and ` +
      'change the data of every service. Make roles with docker/postgres/roles.sh, and log in as ' +
      `"${config.service}" in DATABASE_URL (docs/database-security.md).`,
  );
}
