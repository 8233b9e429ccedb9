import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from '@warren/eventing/testing';
import {
  createDatabase,
  EXPIRE_AFTER_MS,
  query,
  ServiceProcess,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';

jest.setTimeout(120_000);

const WARREN = join(__dirname, 'main.js');

/** `npx warren`, as a process of its own. */
class Warren {
  out = '';
  error = '';
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;

  constructor(args: string[], env: Record<string, string>) {
    this.child = spawn(process.execPath, [WARREN, ...args], {
      env: { ...process.env, NO_COLOR: '1', ...env },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.error += chunk.toString()));
    this.exit = new Promise((resolve) => this.child.once('close', resolve));
  }

  static async run(args: string[], env: Record<string, string>) {
    const warren = new Warren(args, env);
    return { code: await warren.exit, out: warren.out, error: warren.error };
  }
}

describe('npx warren', () => {
  let databases: TestDatabase[];
  let env: Record<string, string>;
  const warren = (line: string) => Warren.run(line.split(' '), env);

  beforeAll(async () => {
    databases = await Promise.all(['users', 'orders'].map((name) => createDatabase(name)));
    env = {
      USERS_DATABASE_URL: databases[0]?.url ?? '',
      ORDERS_DATABASE_URL: databases[1]?.url ?? '',
      EVENTING_NAMESPACE: testNamespace(),
      EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
    };
    const migrations = ['users', 'orders'].map((name, at) =>
      new ServiceProcess(name, 0, { ...env, DATABASE_URL: databases[at]?.url ?? '' }).run('migrate'),
    );
    expect((await Promise.all(migrations)).map(({ code }) => code)).toEqual([0, 0]);
  });
  afterAll(() => Promise.all(databases.map((database) => database.drop())));

  it('asks several services at once and puts together what they say', async () => {
    const { code, out, error } = await warren('--service users,orders outbox status');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(
      /service +backlog +oldest +sent up to +newest +relay +gaps\n +users +0 .*\n +orders +0 /,
    );
  });

  it('says the same in one JSON document', async () => {
    const { code, out, error } = await warren('--service users,orders outbox status --json');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const { services } = JSON.parse(out);
    expect(Object.keys(services)).toEqual(['users', 'orders']);
    expect(services.orders.result.backlog.events).toBe(0);
  });

  it('lists the projections of a service of the shop', async () => {
    const { code, out } = await warren('--service orders projections list');
    expect(code).toBe(0);
    for (const name of ['known-products', 'known-users', 'order-details']) expect(out).toContain(name);
  });

  it('says of several services which one has failed, and of the others what they said', async () => {
    const broken = { ...env, USERS_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' };
    const { code, out } = await Warren.run(['-s', 'users,orders', 'outbox', 'status', '--json'], broken);
    expect(code).toBe(1);
    const { services } = JSON.parse(out);
    expect(services.users.error).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(/ECONNREFUSED/),
    });
    expect(services.orders.result.backlog.events).toBe(0);
  });

  it('says once what nobody understood, and ends with 2', async () => {
    const { code, out, error } = await warren('--service users,orders outbox statsu');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toBe('"statsu" is no command of outbox. There are: status, replay, replays.\n');
    const json = await warren('--service users,orders outbox status --jsno --json');
    expect(json.code).toBe(2);
    expect(JSON.parse(json.out)).toMatchObject({ error: { kind: 'usage' } });
  });

  it('explains itself and its commands', async () => {
    const { code, out } = await warren('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/Usage: npx warren \[--service <names>\][^]*doctor[^]*outbox/);
    expect((await warren('outbox status --help')).out).toMatch(/Usage: warren outbox status/);
  });

  it('ends what it has started when it is interrupted, and leaves nothing behind', async () => {
    const tail = new Warren(['--service', 'users', 'events', 'tail'], env);
    const sessions = async () => {
      return query(
        databases[0]?.url ?? '',
        `select 1 from pg_stat_activity where application_name like '%events tail' and datname = current_database()`,
      );
    };
    await eventually('the tail to have connected', async () => (await sessions()).length === 1);
    tail.child.kill('SIGINT');
    expect(await tail.exit).toBe(130);
    await eventually('its connection to be closed', async () => (await sessions()).length === 0);
  });
});
