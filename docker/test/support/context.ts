import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './dockerfile';
import { must } from './programs';
import { TEMPORARY } from './store';

/** Stands in every file that must not get into a build. */
export const DECOY = 'decoy-2f6c1f1b-of-what-no-image-may-hold';

/** As they lie about on the machine of who develops: secrets, leftovers of builds, packages, tests. */
const DECOYS = [
  '.env',
  '.env.local',
  '.git/config',
  '.warren/settings',
  'apps/orders/.env',
  'apps/orders/.env.production',
  'apps/orders/src/orders.decoy.spec.ts',
  'apps/orders/test/support/decoy.ts',
  'apps/orders/orders.http',
  'dist/apps/orders/main.js',
  'libs/eventing/node_modules/decoy/index.js',
  'libs/platform/test/decoy.ts',
  'node_modules/decoy/index.js',
  'notes.md',
];

/** What git knows of the repository, as it lies there now, in a folder of its own: with decoys beside it. */
export async function makeContext(): Promise<string> {
  const folder = await mkdtemp(join(TEMPORARY, 'context-'));
  const listed = await must('git', [
    '-C',
    ROOT,
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ]);
  const files = [...new Set(listed.split('\0'))].filter((file) => file && existsSync(join(ROOT, file)));
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(ROOT, file), join(folder, file), { preserveTimestamps: true, verbatimSymlinks: true });
  }
  for (const file of DECOYS) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), `// ${DECOY}\n`);
  }
  return folder;
}

export const removeContext = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
