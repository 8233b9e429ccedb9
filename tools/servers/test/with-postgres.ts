import { spawnSync } from 'node:child_process';
import { installedPostgres } from '../index';

/** What somebody has to install, or undefined. */
function missing(programs: readonly string[]): string | undefined {
  if (!installedPostgres()) return 'PostgreSQL is not installed here, only its address is known';
  const absent = programs.filter((program) => spawnSync(program, ['--version']).error !== undefined);
  return absent.length > 0 ? `${absent.join(' and ')} cannot be run` : undefined;
}

/**
 * Tests that start a PostgreSQL of their own and change who may log in there. Where its programs are missing they are skipped, and say
 * so on the terminal; in CI, where nothing may be left out unseen, they fail.
 *
 * @param programs which they run beside, like `psql`
 */
export function describeWithPostgres(name: string, programs: readonly string[], tests: () => void): void {
  const why = missing(programs);
  if (why === undefined) describe(name, tests);
  else if (process.env.CI) it(name, () => Promise.reject(new Error(`${why}.`)));
  else {
    process.stderr.write(`"${name}" is skipped: ${why}.\n`);
    describe.skip(name, tests);
  }
}
