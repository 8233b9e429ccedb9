import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askNpm } from '../../../tools/npm-program';
import { ROOT } from './dockerfile';
import { CACHE } from './store';

const SETTINGS = ['registry', 'proxy', 'https-proxy', 'noproxy', 'cafile'] as const;
const IN_BUILD = '/usr/local/etc';

/**
 * Lets npm in the build reach the registry by the way in which the machine's own does (a company's mirror, proxy, authority), while
 * the Dockerfile knows nothing of it: the settings are mounted while a step runs, and get into no layer. Passwords are not handed on.
 *
 * @returns options for `buildah build`
 */
export async function asNpmReachesTheRegistry(): Promise<string[]> {
  const folder = join(CACHE, 'npm');
  await mkdir(folder, { recursive: true });
  const settings = new Map<string, string>();
  for (const name of SETTINGS) {
    const { stdout } = await askNpm(['config', 'get', name], ROOT);
    const value = stdout.trim();
    if (value && !['null', 'undefined'].includes(value)) settings.set(name, value);
  }
  const authority = settings.get('cafile');
  const authorityInBuild = `${IN_BUILD}/npm-authority.pem`;
  if (authority) await access(authority);
  if (authority) settings.set('cafile', authorityInBuild);
  const file = join(folder, 'npmrc');
  await writeFile(file, [...settings].map(([name, value]) => `${name}=${value}\n`).join(''));
  return [
    ...['--volume', `${file}:${IN_BUILD}/npmrc:ro`],
    ...(authority ? ['--volume', `${authority}:${authorityInBuild}:ro`] : []),
  ];
}
