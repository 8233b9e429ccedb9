import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(__dirname, '../../..');

/** What the images are built on, as the Dockerfile names it: Node's version and Debian's name are taken from it. */
export function nodeImage(): { name: string; version: string; suite: string } {
  const text = readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8');
  const [, name = '', version = '', suite = ''] =
    /^ARG NODE_IMAGE=(node:(\d+\.\d+\.\d+)-([a-z]+)-slim)$/m.exec(text) ?? [];
  if (!name) throw new Error('docker/Dockerfile names no NODE_IMAGE like node:20.20.2-bookworm-slim.');
  return { name, version, suite };
}
