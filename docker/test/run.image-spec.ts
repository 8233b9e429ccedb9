import { freePort } from '@warren/platform/testing';
import { eventually } from '@warren/eventing/testing';
import { imageOf } from './support/build';
import { Container, runOnce } from './support/container';
import { deployment } from './support/deployment';
import { seconds, tell } from './support/figures';
import { Placed } from './support/placed';
import { Production } from './support/production';

jest.setTimeout(30 * 60_000);

const MESSAGES = 3_000;
const UNCAPABLE = '0000000000000000';

let production: Production;
const images = { orders: '', inventory: '' };
const started: Container[] = [];

beforeAll(async () => {
  images.orders = await imageOf('orders');
  images.inventory = await imageOf('inventory');
  production = await Production.open();
});

afterAll(async () => {
  for (const container of started) await container.remove();
  await production?.close();
});

type Name = keyof typeof images;

async function start(name: Name, where = production): Promise<Container> {
  const settings = await where.settingsOf(name);
  const container = await Container.start(images[name], await freePort(), settings);
  started.push(container);
  return container.untilReady();
}

async function migrate(name: Name): Promise<string> {
  const { code, output } = await runOnce(images[name], await production.migrationSettingsOf(name), 'migrate');
  expect([code, output]).toEqual([0, expect.anything()]);
  return output;
}

describe('the image of orders', () => {
  let orders: Container;

  it('migrates, and a second time does nothing', async () => {
    expect(await migrate('orders')).toContain('Migrated the database');
    expect(await migrate('orders')).toContain('The database is up to date');
  });

  it('says in one message what is missing, and ends', async () => {
    const { code, output } = await runOnce(images.orders, {});
    expect(code).toBe(1);
    expect(output).toMatch(/DATABASE_URL/);
  });

  it('serves, and its health check passes', async () => {
    orders = await start('orders', await production.apart());
    await orders.untilHealthy();
    expect((await orders.anonymous().get('/orders')).status).toBe(401);
  });

  it('is the first process, without root, without capabilities, and with nothing that it could write to', async () => {
    const status = await orders.ofProcess('status');
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
    expect(field('NSpid').split('\t').at(-1)).toBe('1');
    expect(field('Uid').split('\t')).toEqual(['1000', '1000', '1000', '1000']);
    expect(field('Gid').split('\t')).toEqual(['1000', '1000', '1000', '1000']);
    expect([field('CapEff'), field('CapPrm'), field('CapBnd')]).toEqual([UNCAPABLE, UNCAPABLE, UNCAPABLE]);
    expect([field('NoNewPrivs'), field('Seccomp')]).toEqual(['1', '2']);
    expect((await orders.ofProcess('cmdline')).split('\0').slice(0, 1)).toEqual(['node']);
    expect((await orders.ofProcess('mounts')).split('\n')[0]).toMatch(/^overlay \/ overlay ro,/);
    for (const file of ['/warren/x', '/tmp/x', '/home/node/x', '/var/tmp/x']) {
      const { code, output } = await orders.exec('node', '-e', `require('fs').writeFileSync('${file}', '')`);
      expect([file, code]).toEqual([file, 1]);
      expect(output).toContain('EROFS');
    }
    expect(deployment()).toMatchObject({
      folders: [],
      security: {
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    });
  });

  it('is examined by the doctor beside it, within the same limits', async () => {
    const { code, output } = await orders.exec('node', 'main.js', 'ops', 'doctor');
    expect([code, output]).toEqual([0, expect.stringContaining('orders')]);
  });

  it('ends with 0 when it is stopped', async () => {
    expect(await orders.stop()).toMatchObject({ code: 0, killed: false });
    expect(await orders.checkHealth()).not.toBe(0);
  });
});

describe('the image of inventory, told to stop while it handles messages', () => {
  let placed: Placed;

  beforeAll(async () => {
    await migrate('inventory');
    const first = await start('inventory'); // from now on there is a queue
    placed = await Placed.open(production);
    expect(await first.stop()).toMatchObject({ code: 0, killed: false });
  });

  afterAll(() => placed?.close());

  it('finishes the message that it has in hand, takes no more requests meanwhile, and ends with 0', async () => {
    const [inventory, hold] = [await start('inventory'), await placed.placeHeld()];
    await hold.untilWaitedFor();
    const stopping = inventory.stop();
    await eventually('the service to say that it goes', async () =>
      inventory.get('/health/ready').then(
        ({ status }) => status === 503,
        () => true, // it does not listen any more
      ),
    );
    expect(await placed.reserved()).toBeLessThan(placed.count);
    await hold.letGo();
    expect(await stopping).toMatchObject({ code: 0, killed: false });
    expect(await placed.accountForAll()).toEqual([]);
  });

  it(`and another one goes on: each of ${MESSAGES} was handled once`, async () => {
    await placed.publish(MESSAGES);
    const first = await start('inventory');
    await eventually('some of them to be handled', async () => (await placed.reserved()) > MESSAGES / 10);
    const stopped = await first.stop();
    const handled = await placed.reserved();
    tell(
      `SIGTERM with ${handled} of ${placed.count} handled: ended after ${seconds(stopped.tookMs)} with ${stopped.code}`,
    );
    expect(stopped).toMatchObject({ code: 0, killed: false });
    expect(handled).toBeLessThan(placed.count);
    expect(await first.logs()).not.toMatch(/still handling messages/);
    const second = await start('inventory');
    await placed.untilAllReserved();
    expect(await placed.accountForAll()).toEqual([]);
    expect(await second.stop()).toMatchObject({ code: 0, killed: false });
  });

  it('replaced one by one, as a roll-out does, while orders come in: each was handled once', async () => {
    let running = [await start('inventory'), await start('inventory')];
    const publishing = placed.publish(MESSAGES / 2);
    for (const old of [...running]) {
      const next = await start('inventory');
      await next.untilHealthy();
      const before = await placed.reserved();
      const stopped = await old.stop();
      tell(
        `replaced after ${before} of ${placed.count}: ended after ${seconds(stopped.tookMs)} with ${stopped.code}`,
      );
      expect(stopped).toMatchObject({ code: 0, killed: false });
      running = [...running.filter((one) => one !== old), next];
    }
    await publishing;
    await placed.untilAllReserved();
    expect(await placed.accountForAll()).toEqual([]);
    for (const last of running) expect(await last.stop()).toMatchObject({ code: 0, killed: false });
    expect([...(await production.servers.messages())]).toEqual([]);
  });
});
