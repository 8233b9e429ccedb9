import { spawn } from 'node:child_process';

export interface Ended {
  code: number;
  stdout: string;
  /** What it wrote to both, in the order in which it came. */
  output: string;
}

/** Runs a program to its end, whatever that is. */
export function run(program: string, args: string[], env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, output] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code: code ?? -1, stdout, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });
}

/**
 * The same for what has to succeed.
 *
 * @returns what it wrote to its standard output
 * @throws Error with all that it wrote, when it ends with another code than 0.
 */
export async function must(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, output } = await run(program, args, env);
  if (code !== 0)
    throw new Error(`${program} ended with ${code}: ${program} ${args.join(' ')}\n${output.slice(-6_000)}`);
  return stdout;
}
