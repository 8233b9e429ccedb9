import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { databaseRolesOf } from '../../docs/database';
import { repository } from '../../repository';
import type { startPrivatePostgres } from '../index';

export type PrivatePostgres = Awaited<ReturnType<typeof startPrivatePostgres>>;

const SCRIPT = path.join(repository, 'docker/postgres/roles.sh');
const run = promisify(execFile);

/** The superuser gets in, and every other role with its password. */
export const WITH_PASSWORDS = {
  'pg_hba.conf': 'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
};

/** Each role has a password of its own, made to break out of quotes. */
export function passwordOf(role: string): string {
  return `it's "${role}" \\ $HOME ; of-this-role`;
}

/** Runs docker/postgres/roles.sh as an operator would: with a folder of secrets, as a superuser. @returns what it printed */
export async function makeRoles(
  { port }: Pick<PrivatePostgres, 'port'>,
  password: (role: string) => string = passwordOf,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'warren-roles-'));
  try {
    for (const role of rolesOfScript())
      await writeFile(path.join(folder, role), `${password(role)}\n`, { mode: 0o600 });
    const env = { PATH: process.env.PATH, PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: 'postgres' };
    const { stdout, stderr } = await run('sh', [SCRIPT, folder], { env });
    return `${stdout}${stderr}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The address of a database for one of the roles. */
export function urlOfRole(
  { url }: Pick<PrivatePostgres, 'url'>,
  role: string,
  database = role.replace(/_migrator$/, ''),
): string {
  const address = Object.assign(new URL(url), { username: role, pathname: `/${database}` });
  address.password = encodeURIComponent(passwordOf(role));
  return address.toString();
}

function rolesOfScript(): string[] {
  const script = databaseRolesOf(repository).find(({ place }) => place.endsWith('roles.sh'))?.text ?? '';
  const services = [...script.matchAll(/^service '[^']+' '([^']+)' '([^']+)'$/gm)];
  return services.flatMap(([, runtime = '', migrator = '']) => [runtime, migrator]);
}
