import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { must, run, type Ended } from './programs';

/** What is kept from one run to the next: the base image, layers, npm's packages. May be removed at any time. */
export const CACHE = process.env.IMAGE_CACHE ?? join(homedir(), '.cache', 'warren-image');

/** For what is on its way, which may be large: /tmp is in memory on some machines. */
export const TEMPORARY = join(CACHE, 'tmp');
mkdirSync(TEMPORARY, { recursive: true });

/** Gone when the machine starts anew, as what it says of running containers has to be. */
const RUNNING = '/run/warren-image';

/** A store apart from the machine's own: no image and no container of its owner is seen or touched. */
const STORE = [
  '--root',
  join(CACHE, 'store'),
  '--runroot',
  RUNNING,
  '--storage-driver',
  process.env.STORAGE_DRIVER ?? 'overlay',
];

const PODMAN = [...STORE, '--tmpdir', join(RUNNING, 'libpod'), '--runtime', 'runc'];

const ENVIRONMENT = {
  TMPDIR: TEMPORARY,
  // Health is asked for by the tests; a timer of systemd would ask as well, and not every machine runs one.
  DISABLE_HC_SYSTEMD: 'true',
};

export const buildah = (...args: string[]): Promise<Ended> =>
  run('buildah', [...STORE, ...args], ENVIRONMENT);

/** @throws Error when it fails. */
export const podman = (...args: string[]): Promise<string> =>
  must('podman', [...PODMAN, ...args], ENVIRONMENT);

/** For what may fail. */
export const tryPodman = (...args: string[]): Promise<Ended> =>
  run('podman', [...PODMAN, ...args], ENVIRONMENT);
