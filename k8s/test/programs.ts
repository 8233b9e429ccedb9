import { spawn, type ChildProcess } from 'node:child_process';

export interface Ended {
  code: number | null;
  output: string;
}

/** Runs a program of the overlays to its end, as its pod would. */
export async function ended(file: string, args: string[], env: Record<string, string>): Promise<Ended> {
  const child = start(file, args, env);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output: output.trim() };
}

export function start(file: string, args: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [file, ...args], { env: { PATH: process.env.PATH, ...env } });
}
