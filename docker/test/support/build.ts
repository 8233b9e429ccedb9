import { join } from 'node:path';
import { haveBaseImage } from './base-image';
import { makeContext, removeContext } from './context';
import { asNpmReachesTheRegistry } from './registry';
import { buildah } from './store';
import type { Ended } from './programs';

export interface BuildOptions {
  /** Absent: the build argument is not given. */
  app?: string;
  /** Up to this stage; default: all. */
  target?: string;
  tag: string;
}

/** As `docker build` would: the Dockerfile and the context as they are. */
export async function build(context: string, { app, target, tag }: BuildOptions): Promise<Ended> {
  await haveBaseImage();
  return buildah(
    'build',
    // The format that knows health checks.
    ...['--format', 'docker', '--isolation', 'chroot', '--layers', '--pull-never'],
    ...(await asNpmReachesTheRegistry()),
    ...(app ? ['--build-arg', `APP=${app}`] : []),
    ...(target ? ['--target', target] : []),
    ...['--tag', tag, '--file', join(context, 'docker/Dockerfile'), context],
  );
}

/** @throws Error with what the builder wrote, when it could not be built. */
export async function mustBuild(context: string, options: BuildOptions): Promise<string> {
  const { code, output } = await build(context, options);
  if (code !== 0) throw new Error(`${options.tag} could not be built:\n${output.slice(-6_000)}`);
  return output;
}

/** The image of a service, built from the repository as it is: within seconds where nothing has changed. @returns its name */
export async function imageOf(app: string): Promise<string> {
  const context = await makeContext();
  try {
    const tag = `localhost/warren/${app}:trial`;
    await mustBuild(context, { app, tag });
    return tag;
  } finally {
    await removeContext(context);
  }
}
