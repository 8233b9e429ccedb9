import { appendFile, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build, mustBuild } from './support/build';
import { DECOY, makeContext, removeContext } from './support/context';
import { nodeImage, ROOT } from './support/dockerfile';
import { megabytes, seconds, tell } from './support/figures';
import { insideOf, inspect, layersOf } from './support/image';
import { run } from './support/programs';

jest.setTimeout(30 * 60_000);

const ORDERS = 'localhost/warren/orders:trial';
const INVENTORY = 'localhost/warren/inventory:trial';
const STAGE = 'localhost/warren/orders-build:trial';
const CHANGED = 'localhost/warren/orders:changed';

interface LockedPackage {
  version?: string;
  dev?: boolean;
  /** For development, and of use to something that is shipped, if it were there. */
  devOptional?: boolean;
  optional?: boolean;
  link?: boolean;
}
type Locked = Record<string, LockedPackage>;

/** What stands in the lock file, without the packages of the repository itself. */
async function locked(): Promise<Locked> {
  const { packages } = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Locked;
  };
  const those = Object.entries(packages).filter(
    ([place, { link }]) => place.startsWith('node_modules/') && !link,
  );
  return Object.fromEntries(those);
}

const versionOf = async (folder: string): Promise<string | undefined> =>
  readFile(join(folder, 'package.json'), 'utf8').then(
    (text) => (JSON.parse(text) as { version: string }).version,
    () => undefined,
  );

/** Every file below the folder that holds this text. */
async function holding(text: string, folder: string): Promise<string[]> {
  const { code, stdout, output } = await run('grep', ['-rlF', '--', text, folder]);
  if (code > 1) throw new Error(output);
  return stdout.split('\n').filter(Boolean);
}

let context: string;

beforeAll(async () => {
  context = await makeContext();
  for (const [app, tag] of [
    ['orders', ORDERS],
    ['inventory', INVENTORY],
  ] as const) {
    const started = Date.now();
    await mustBuild(context, { app, tag });
    tell(`${app}: built in ${seconds(Date.now() - started)}, ${megabytes((await inspect(tag)).Size)}`);
  }
  for (const { bytes, madeBy } of await layersOf(ORDERS))
    tell(`  ${megabytes(bytes).padStart(9)}  ${madeBy.slice(0, 100)}`);
});

afterAll(() => removeContext(context));

describe('the image says how it is run', () => {
  it('as nobody’s root, by node itself, in production, on one port', async () => {
    const { Config } = await inspect(ORDERS);
    expect(Config.User).toBe('1000:1000');
    expect(Config.Entrypoint).toEqual([
      'node',
      '--enable-source-maps',
      '--max-semi-space-size=64',
      'main.js',
    ]);
    expect(Config.Cmd ?? []).toEqual([]);
    expect(Config.Env).toEqual(expect.arrayContaining(['NODE_ENV=production', 'PORT=3000']));
    expect(Object.keys(Config.ExposedPorts ?? {})).toEqual(['3000/tcp']);
  });

  it('with a health check that asks whether it lives', async () => {
    const { Config, Healthcheck = Config.Healthcheck } = await inspect(ORDERS);
    expect(Healthcheck?.Test.slice(0, 2)).toEqual(['CMD', 'node']);
    expect(Healthcheck?.Test.at(-1)).toContain('/health/live');
    expect(Healthcheck).toMatchObject({ Interval: 20e9, Timeout: 15e9, StartPeriod: 90e9, Retries: 3 });
  });

  it('on the version of Node.js that it names', () =>
    insideOf(ORDERS, async (root) => {
      const { stdout } = await run('chroot', [root, 'node', '--version']);
      expect(stdout.trim()).toBe(`v${nodeImage().version}`);
    }));
});

describe('the image holds what runs', () => {
  it('the bundle, its source map and the packages: nothing else', () =>
    insideOf(ORDERS, async (root) => {
      expect((await readdir(join(root, 'warren'))).sort()).toEqual([
        'main.js',
        'main.js.map',
        'node_modules',
      ]);
    }));

  it('every package that is shipped, in its version, and none that only development needs', () =>
    insideOf(ORDERS, async (root) => {
      const wrong: string[] = [];
      let shipped = 0;
      for (const [place, { version, optional, ...needed }] of Object.entries(await locked())) {
        const dev = needed.dev ?? needed.devOptional;
        const found = await versionOf(join(root, 'warren', place));
        if (dev && found) wrong.push(`${place} is for development alone`);
        if (!dev && found !== version && (found || !optional))
          wrong.push(`${place}: ${found}, not ${version}`);
        if (found) shipped += 1;
      }
      tell(`${shipped} packages are shipped`);
      expect(wrong).toEqual([]);
      expect(shipped).toBeGreaterThan(100);
    }));

  it('no secret, test or leftover of who built it', () =>
    insideOf(ORDERS, async (root) => expect(await holding(DECOY, root)).toEqual([])));

  it('nothing that the service could change', () =>
    insideOf(ORDERS, async (root) => {
      const { stdout } = await run('find', [
        join(root, 'warren'),
        '(',
        '-uid',
        '1000',
        '-o',
        '-perm',
        '/022',
        ')',
        '-not',
        '-type',
        'l',
      ]);
      expect(stdout).toBe('');
      expect((await stat(join(root, 'warren/main.js'))).uid).toBe(0);
    }));
});

describe('the context', () => {
  it('brings no secret, test or leftover even into the stage that builds', async () => {
    await mustBuild(context, { app: 'orders', target: 'build', tag: STAGE });
    expect(await holding(DECOY, context)).not.toEqual([]);
    await insideOf(STAGE, async (root) => {
      expect((await readdir(join(root, 'warren/apps'))).sort()).toEqual(['orders']);
      expect(await holding(DECOY, join(root, 'warren'))).toEqual([]);
    });
  });

  it('without a service is refused, with what to say', async () => {
    const { code, output } = await build(context, { tag: 'localhost/warren/none:trial' });
    expect(code).not.toBe(0);
    expect(output).toContain('Which service? Say --build-arg APP=orders');
  });
});

describe('layers', () => {
  it('are the same for all services but the last', async () => {
    const [orders, inventory] = [
      (await inspect(ORDERS)).RootFS.Layers,
      (await inspect(INVENTORY)).RootFS.Layers,
    ];
    expect(orders).toHaveLength(inventory.length);
    expect(orders.slice(0, -1)).toEqual(inventory.slice(0, -1));
    expect(orders.at(-1)).not.toBe(inventory.at(-1));
  });

  it('of packages stay when a source has changed: none is fetched anew', async () => {
    await appendFile(join(context, 'apps/orders/src/main.ts'), "\nprocess.env.CHANGED = 'yes';\n");
    const started = Date.now();
    const output = await mustBuild(context, { app: 'orders', tag: CHANGED });
    tell(`after a change of one source: ${seconds(Date.now() - started)}`);
    expect(fetched(output)).toEqual(['from the cache', 'from the cache']);
    const [before, after] = [(await inspect(ORDERS)).RootFS.Layers, (await inspect(CHANGED)).RootFS.Layers];
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)).not.toBe(before.at(-1));
  });
});

/** Of every step that installs packages, what the builder said that it did. */
function fetched(output: string): string[] {
  const lines = output.split('\n');
  return lines.flatMap((line, at) => {
    if (!/STEP .*RUN .*npm ci/.test(line)) return [];
    const next = lines.slice(at + 1).find((other) => /^(\[.*\] )?(STEP|--> )/.test(other)) ?? '';
    return [next.includes('Using cache') ? 'from the cache' : `anew: ${next}`];
  });
}
