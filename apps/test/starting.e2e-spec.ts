import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { eventually } from '@warren/eventing/testing';
import {
  createDatabase,
  freePort,
  query,
  ServiceProcess,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';

jest.setTimeout(120_000);

let database: TestDatabase;
const started: ServiceProcess[] = [];

beforeEach(async () => {
  database = await createDatabase('orders');
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.kill()));
  await database.drop();
});

async function orders(env: Record<string, string> = {}, port?: number): Promise<ServiceProcess> {
  const settings = {
    DATABASE_URL: database.url,
    EVENTING_NAMESPACE: testNamespace(),
    EVENTING_EXPIRE_AFTER_MS: '60000',
  };
  const service = new ServiceProcess('orders', port ?? (await freePort()), { ...settings, ...env });
  started.push(service);
  return service;
}

it('names every wrong setting at once, and ends', async () => {
  const service = await orders({
    DATABASE_URL: '',
    RABBITMQ_URL: 'localhost',
    PORT: 'http',
    LOG_LEVEL: 'log',
  });
  expect((await service.run()).code).toBe(1);
  expect(service.output).toContain('orders cannot start: 3 settings are wrong.');
  expect(service.output).toMatch(/DATABASE_URL +is missing/);
  expect(service.output).toMatch(/RABBITMQ_URL +must be an address/);
  expect(service.output).toMatch(/PORT +must be a port number/);
  expect(service.output).not.toMatch(/\n +at /);
});

it('names wrong settings of its own among them, also when it is to migrate', async () => {
  const service = await orders({ PORT: 'http', STOCK_WITHIN: 'soon', PAYMENT_WITHIN: '15' });
  for (const argument of [[], ['migrate']]) {
    expect((await service.run(...argument)).code).toBe(1);
    expect(service.output).toContain('orders cannot start: 3 settings are wrong.');
    expect(service.output).toMatch(/PORT +must be a port number/);
    expect(service.output).toMatch(
      /STOCK_WITHIN +must be a span of time.*, not "soon"\. Example: STOCK_WITHIN=5m/,
    );
    expect(service.output).toMatch(/PAYMENT_WITHIN +must be a span of time/);
    expect(service.output).not.toMatch(/\n +at |ExceptionHandler/);
  }
});

it.each<[string, Record<string, string>, RegExp]>([
  [
    'tokens that anybody can have',
    { AUTH_ISSUER: 'urn:warren:development-issuer' },
    /AUTH_ISSUER +must be your identity provider, for in production nobody takes tokens of the development issuer/,
  ],
  [
    'keys that somebody on the way could change',
    { AUTH_JWKS_URL: 'http://identity.example.com/jwks' },
    /AUTH_JWKS_URL +must be an address like https:.* in production/,
  ],
])('refuses %s in production, also when it is to migrate', async (_, env, message) => {
  const service = await orders({ ...env, NODE_ENV: 'production' });
  for (const argument of [[], ['migrate']]) {
    expect((await service.run(...argument)).code).toBe(1);
    expect(service.output).toContain('orders cannot start: 1 setting is wrong.');
    expect(service.output).toMatch(message);
  }
});

it('says which database does not exist, and ends', async () => {
  const url = Object.assign(new URL(database.url), { pathname: '/nowhere', password: 'hunter2' }).toString();
  const service = await orders({ DATABASE_URL: url });
  for (const argument of [[], ['migrate']]) {
    expect((await service.run(...argument)).code).toBe(1);
    expect(service.output).toMatch(
      /The database "nowhere" on 127\.0\.0\.1.* cannot be used: .*does not exist/,
    );
    expect(service.output).not.toContain('hunter2');
  }
});

it('says which migrations have not been run, and how to run them', async () => {
  const service = await orders();
  expect((await service.run()).code).toBe(1);
  expect(service.output).toContain('CreateOrders1740000000001');
  expect(service.output).toContain('node dist/apps/orders/main.js migrate');
});

it('runs the migrations once when several processes are asked to at the same time', async () => {
  const several = await Promise.all([orders(), orders(), orders(), orders()]);
  const exits = await Promise.all(several.map((service) => service.run('migrate')));
  expect(exits.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(several.filter(({ output }) => output.includes('Migrated the database'))).toHaveLength(1);
  expect(several.filter(({ output }) => output.includes('is up to date'))).toHaveLength(3);
  const rows = await query<{ name: string }>(database.url, 'select name from migrations');
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

it('refuses an argument that it does not know', async () => {
  const service = await orders();
  expect((await service.run('--port=1')).code).toBe(1);
  expect(service.output).toContain('"--port=1" is no argument of orders. There are two: migrate, and ops.');
});

it('says which port is taken and which variable changes it, and ends', async () => {
  const service = await orders();
  await service.run('migrate');
  const [other, port] = await listening();
  try {
    const unlucky = await orders({}, port);
    expect((await unlucky.run()).code).toBe(1);
    expect(unlucky.output).toMatch(new RegExp(`Port ${port} is taken .* set PORT to a free port`));
    expect(unlucky.output).not.toContain('connected'); // it has taken no message that it would not have handled
  } finally {
    other.close();
  }
});

it('waits for a database server that is not there yet', async () => {
  const { hostname, port, pathname } = new URL(database.url);
  await (await orders()).run('migrate');
  const doorPort = await freePort();
  const url = Object.assign(new URL(database.url), { host: `127.0.0.1:${doorPort}` }).toString();
  const service = await orders({ DATABASE_URL: url });
  await service.spawn();
  await eventually('orders to say that it waits', () =>
    service.output.includes(`"${pathname.slice(1)}" on 127.0.0.1:${doorPort} does not answer yet`),
  );
  const door = await forward(doorPort, { hostname, port: Number(port) });
  await service.untilReady();
  await service.kill();
  door.close();
});

it('ends at once when it is told to while it waits, also as the first process of a container', async () => {
  const nobody = Object.assign(new URL(database.url), { host: `127.0.0.1:${await freePort()}` }).toString();
  const service = await orders({ DATABASE_URL: nobody });
  for (const argument of [[], ['migrate']]) {
    await service.spawn(...argument);
    await eventually('orders to say that it waits', () => service.output.includes('does not answer yet'));
    // The code shows that it was the service that ended, not the system that ended it: a first process gets no such help.
    expect(await service.stop()).toEqual({ code: 143, signal: null });
  }
});

it('ends with 0 on Ctrl-C', async () => {
  const service = await orders();
  await service.run('migrate');
  await service.start();
  expect(await service.interrupt()).toEqual({ code: 0, signal: null });
});

async function listening(): Promise<[Server, number]> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return [server, (server.address() as AddressInfo).port];
}

/** Lets what connects to `port` reach the server behind. */
async function forward(port: number, target: { hostname: string; port: number }): Promise<Server> {
  const door = createServer((socket) => {
    const onward = connect(target.port, target.hostname);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward])
      end.on('error', () => [socket, onward].forEach((each) => each.destroy()));
  });
  await new Promise<void>((resolve) => door.listen(port, '127.0.0.1', resolve));
  return door;
}
