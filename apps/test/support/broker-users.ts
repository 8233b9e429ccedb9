import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const GENERATOR = join(__dirname, '../../../tools/broker-users.js');
const PASSWORD = 'secret-of-a-service';

/**
 * Gives each service a user of its own, with the rights that the generator finds in its code, as an operator would: the
 * definitions are generated with the passwords from a folder, and imported.
 */
export async function giveUsers(
  rabbitmqctl: (...args: string[]) => Promise<string>,
  namespace: string,
  services: readonly string[],
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'warren-broker-users-'));
  try {
    for (const service of services) await writeFile(join(folder, `${namespace}.${service}`), PASSWORD);
    const { stdout } = await run(process.execPath, [
      GENERATOR,
      '--namespace',
      namespace,
      '--passwords',
      folder,
    ]);
    const definitions = join(folder, 'definitions.json');
    await writeFile(definitions, stdout);
    await rabbitmqctl('import_definitions', definitions);
    // For who comes between services in some tests: it hands on what others have published.
    await rabbitmqctl('set_user_tags', 'guest', 'administrator', 'impersonator');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The address of the broker for one of them. */
export function urlOfUser(url: string, namespace: string, service: string): string {
  return Object.assign(new URL(url), { username: `${namespace}.${service}`, password: PASSWORD }).toString();
}
