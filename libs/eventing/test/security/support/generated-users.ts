import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PASSWORD, type PrivateRabbitMq } from './users-of-broker';

const ROOT = path.join(__dirname, '../../../../..');
const run = promisify(execFile);

/** Makes users of services as an operator would: with the script that the generator writes, and a folder of secrets. */
export async function makeUsers(
  rabbit: PrivateRabbitMq,
  namespace: string,
  services: readonly string[],
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'warren-users-'));
  try {
    for (const service of services)
      await writeFile(path.join(folder, `${namespace}.${service}`), `${PASSWORD}\n`);
    const generator = [path.join(ROOT, 'tools/broker-users.js'), '--script', '--namespace', namespace];
    const { stdout } = await run(process.execPath, [...generator, '--only', services.join(',')]);
    const script = path.join(folder, 'users.sh');
    await writeFile(script, stdout);
    await run('sh', [script, folder], { env: rabbit.environment });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
