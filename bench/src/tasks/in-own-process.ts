import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { Tasks, Told } from './tasks';

type Result<Name extends keyof Tasks> = Awaited<ReturnType<Tasks[Name]>>;

/** How docker/Dockerfile starts a service. */
const AS_SHIPPED = ['--max-semi-space-size=64'];

/**
 * Runs a task in a process of its own: whether traces are recorded is decided once in the life of a process, and what is
 * measured shares its process with nothing.
 *
 * @param environment what is set for it beside the environment of this process
 * @throws Error when it ends without a result; it has said why.
 */
export function inOwnProcess<Name extends keyof Tasks>(
  name: Name,
  parameters: Parameters<Tasks[Name]>[0],
  environment: NodeJS.ProcessEnv = {},
): Promise<Result<Name>> {
  const child = fork(join(__dirname, 'main.ts'), [name, JSON.stringify(parameters)], {
    env: { NODE_ENV: 'development', ...process.env, ...environment },
    execArgv: [...process.execArgv, ...AS_SHIPPED],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (told: Told) => resolve(told.result as Result<Name>));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} and without a result.`)));
  });
}
