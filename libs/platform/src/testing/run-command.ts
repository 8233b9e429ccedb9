import type { Type } from '@nestjs/common';
import { eventingMigrations } from '@warren/eventing';
import { setEnvironment } from '@warren/eventing/testing';
import { noteMigrations } from '../database/migrations-of-services';
import type { Migration } from '../database/schema';

/** What a command has written, and ended with. */
export interface CommandRun {
  code: number;
  out: string;
  error: string;
  /** What it has written to standard output, parsed. @throws SyntaxError when that is not one JSON document. */
  json: () => ReturnType<typeof JSON.parse>;
}

/**
 * Runs a command as `node main.js ops …` does, in the process of the test.
 *
 * @param env of the service, as for its own process
 * @example
 * ```ts
 * const run = await runCommand(OrdersModule, { name: 'orders', migrations }, env, 'outbox', 'status', '--json');
 * expect(run.json().backlog.events).toBe(0);
 * ```
 */
export async function runCommand(
  module: Type,
  service: { name: string; migrations: Migration[] },
  env: Record<string, string>,
  ...args: string[]
): Promise<CommandRun> {
  const { runOperation } = await import('../operations/command-line/run-operation');
  const written = { out: '', error: '' };
  const restore = [
    setEnvironment(env),
    record(process.stdout, (text) => (written.out += text)),
    record(process.stderr, (text) => (written.error += text)),
  ];
  try {
    noteMigrations(service.name, [...eventingMigrations, ...service.migrations]);
    const code = await runOperation(module, service.name, args);
    return { code, ...written, json: () => JSON.parse(written.out) };
  } finally {
    restore.forEach((back) => back());
  }
}

/** Takes what is written to a stream instead; returns the way to have it as it was. */
function record(stream: NodeJS.WriteStream, take: (text: string) => void): () => void {
  const write = stream.write;
  stream.write = (chunk: string | Uint8Array) => {
    take(chunk.toString());
    return true;
  };
  return () => void (stream.write = write);
}
