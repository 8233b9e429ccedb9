import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { query } from '@warren/platform/testing';

const run = promisify(execFile);

/**
 * Dumps a database.
 *
 * @returns puts the database back as it was then, under the same name, whoever is connected to it.
 */
export async function dumped(databaseUrl: string): Promise<() => Promise<void>> {
  const { stdout: dump } = await run('pg_dump', [databaseUrl], { maxBuffer: 64 * 1024 * 1024 });
  const name = new URL(databaseUrl).pathname.slice(1);
  const beside = (database: string) =>
    Object.assign(new URL(databaseUrl), { pathname: `/${database}` }).toString();
  return async () => {
    const [server, restored] = [beside('postgres'), `${name}_restored`];
    await query(server, `create database ${restored}`);
    const restoring = run('psql', ['-q', '-v', 'ON_ERROR_STOP=1', beside(restored)]);
    restoring.child.stdin?.end(dump);
    await restoring;
    await query(server, `drop database ${name} with (force)`);
    await query(server, `alter database ${restored} rename to ${name}`);
  };
}
