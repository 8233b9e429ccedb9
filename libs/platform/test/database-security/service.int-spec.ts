import { Logger, type LoggerService } from '@nestjs/common';
import { eventingMigrations, Outbox, UnitOfWork, type Finding } from '@warren/eventing';
import { eventually, queuesOf } from '@warren/eventing/testing';
import {
  accessSettings,
  EXPIRE_AFTER_MS,
  query,
  runCommand,
  testNamespace,
  untilReady,
  type Replica,
} from '@warren/platform/testing';
import { startPrivatePostgres } from '../../../../tools/servers';
import {
  makeRoles,
  WITH_PASSWORDS,
  urlOfRole,
  type PrivatePostgres,
} from '../../../../tools/servers/test/database-roles';
import { describeWithPostgres } from '../../../../tools/servers/test/with-postgres';
import { readConfig } from '../../src/config/service-config';
import { runtimeAddress } from '../../src/database/address';
import { connectToDatabase } from '../../src/database/connect';
import { migrate } from '../../src/database/migrate';
import { refuseSuperuser } from '../../src/database/refuse-superuser';
import { startReplica } from '../../src/testing/replica';
import { STALL, StallModule, FruitSold } from './support/stall';

jest.setTimeout(120_000);

const MIGRATIONS = [...eventingMigrations, ...STALL.migrations];

describeWithPostgres('A service that runs as a role of its own', ['psql'], () => {
  let postgres: PrivatePostgres;
  let env: Record<string, string>;
  let service: Replica;
  let deleteQueues: () => Promise<void>;
  const complaints: string[] = [];
  const note = (message: unknown) => void complaints.push(String(message));
  const quiet = () => undefined;
  const listener: LoggerService = { log: quiet, debug: quiet, verbose: quiet, warn: note, error: note };

  const rows = <Row extends object>(sql: string) => query<Row>(urlOfRole(postgres, 'orders'), sql);
  const settings = (changes: Record<string, string> = {}) => readConfig('orders', { ...env, ...changes });
  const migration = () => ({ MIGRATION_DATABASE_URL: urlOfRole(postgres, 'orders_migrator') });
  /** A command has a logger of its own for the whole process, which is over with it. */
  const command = async (changes: Record<string, string>, ...args: string[]) => {
    const run = await runCommand(StallModule, STALL, { ...env, ...changes }, ...args);
    Logger.overrideLogger(listener);
    return run;
  };
  const sell = (fruit: string) =>
    service.app.get(UnitOfWork).run(async () => service.app.get(Outbox).publish(new FruitSold({ fruit })));

  async function findings(check: string, changes: Record<string, string> = {}): Promise<Finding[]> {
    const run = await command(changes, 'doctor', '--json');
    const all = (run.json() as { findings: Finding[] }).findings;
    return all.filter((finding) => finding.check === check);
  }

  beforeAll(async () => {
    Logger.overrideLogger(listener);
    postgres = await startPrivatePostgres({ files: WITH_PASSWORDS, settings: { max_connections: 60 } });
    await makeRoles(postgres);
    env = {
      RABBITMQ_URL: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
      EVENTING_NAMESPACE: testNamespace(),
      EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
      ...(await accessSettings()),
      DATABASE_URL: urlOfRole(postgres, 'orders'),
    };
  });

  afterAll(async () => {
    await service?.stop();
    await deleteQueues?.();
    await postgres?.stop();
  });

  it('cannot migrate as that role', async () => {
    await expect(migrate(settings(), MIGRATIONS, () => undefined)).rejects.toThrow(/permission denied/);
  });

  it('is migrated as another, which grants what it needs, as often as one likes', async () => {
    const run = await migrate(settings(migration()), MIGRATIONS, () => undefined);
    expect(run).toHaveLength(MIGRATIONS.length);
    expect(await migrate(settings(migration()), MIGRATIONS, () => undefined)).toEqual([]);
    const owners = await rows<{ owner: string }>(
      `select distinct pg_get_userbyid(relowner) as owner from pg_class
        where relkind in ('r', 'p', 'S') and relnamespace::regnamespace::text in ('eventing', 'public')`,
    );
    expect(owners).toEqual([{ owner: 'orders_migrator' }]);
    await expect(rows(`insert into migrations (timestamp, name) values (1, 'Mine1')`)).rejects.toThrow(
      /permission denied for table migrations/,
    );
  });

  it('is told of a role that does not exist, once its database is migrated', async () => {
    const DATABASE_URL = urlOfRole(postgres, 'nobody', 'orders');
    await expect(
      migrate(settings({ ...migration(), DATABASE_URL }), MIGRATIONS, () => undefined),
    ).rejects.toThrow(/there is no role "nobody" .*roles\.sh/);
  });

  it('starts, publishes, handles and projects', async () => {
    service = await startReplica(StallModule, STALL.name, env);
    deleteQueues = queuesOf(service.app);
    await untilReady(service);
    for (const fruit of ['pear', 'plum', 'pear']) await sell(fruit);
    await eventually('all to be handled', async () => (await rows('select from notes')).length === 3);
    await eventually('all to be projected', async () => {
      const sales = await rows<{ sold: number }>('select sold from sales order by fruit');
      return sales.map(({ sold }) => sold).join() === '2,1';
    });
  });

  it('has made partitions for the days to come', async () => {
    await eventually('four days', async () => {
      const days = await rows(
        `select from pg_inherits where inhparent = 'eventing.inbox'::regclass and inhrelid::regclass::text like '%inbox_day%'`,
      );
      return days.length >= 3;
    });
  });

  it('sends its history again', async () => {
    const run = await command({}, 'outbox', 'replay', '--from', '1');
    expect(run).toMatchObject({ code: 0 });
    expect(await rows('select from notes')).toHaveLength(3);
  });

  it('is well, says the doctor, also in production', async () => {
    await eventually(
      'the relay to hold its lease',
      async () => (await findings('relay'))[0]?.verdict === 'ok',
    );
    expect(await findings('rights')).toMatchObject([{ verdict: 'ok' }]);
    expect(await findings('outbox')).toMatchObject([{ verdict: 'ok' }]);
    expect(await findings('connections')).toMatchObject([{ verdict: 'ok' }]);
    expect(await findings('encryption')).toMatchObject([{ verdict: 'ok' }]);
    expect(await findings('role')).toEqual([]); // of interest in production alone
    const production = { NODE_ENV: 'production', RABBITMQ_URL: 'in-memory' };
    expect(await findings('role', production)).toMatchObject([{ verdict: 'ok' }]);
  });

  it.each([
    ['a superuser', () => postgres.url, /postgres is a superuser/],
    [
      'the owner of the tables',
      () => urlOfRole(postgres, 'orders_migrator'),
      /owns \d+ tables, may create in eventing, public: more than a service needs/,
    ],
  ])('would be warned by the doctor of a role that is %s', async (_, url, words) => {
    const DATABASE_URL = Object.assign(new URL(url()), { pathname: '/orders' }).href;
    const env = { DATABASE_URL, NODE_ENV: 'production', RABBITMQ_URL: 'in-memory' };
    expect(await findings('role', env)).toMatchObject([
      { verdict: 'warning', finding: expect.stringMatching(words) },
    ]);
  });

  it('has never been refused anything', () => {
    expect(complaints.filter((line) => /permission denied|must be owner/.test(line))).toEqual([]);
  });

  it('refuses to run as a superuser in production, and says what to do', async () => {
    const superuser = Object.assign(new URL(postgres.url), { pathname: '/orders' }).href;
    const verdict = async (url: string, NODE_ENV: string) => {
      const config = settings({ DATABASE_URL: url, NODE_ENV });
      const client = await connectToDatabase(runtimeAddress(config), () => undefined, 0);
      try {
        await refuseSuperuser(client, config);
        return 'starts';
      } catch (error) {
        return (error as Error).message;
      } finally {
        await client.end();
      }
    };
    expect(await verdict(superuser, 'production')).toMatch(
      /orders would run as "postgres", a superuser .*roles\.sh.*database-security\.md/,
    );
    expect(await verdict(superuser, 'development')).toBe('starts');
    expect(await verdict(urlOfRole(postgres, 'orders'), 'production')).toBe('starts');
  });

  it('is told whose role it is when the address leads into the database of another', async () => {
    const config = settings({ DATABASE_URL: urlOfRole(postgres, 'orders', 'users') });
    await expect(connectToDatabase(runtimeAddress(config), () => undefined, 0)).rejects.toThrow(
      /The database "users" on .* may not connect to it: each service has a database and roles of its own/,
    );
  });

  it('is told of a wrong password, and the password is not', async () => {
    const url = Object.assign(new URL(urlOfRole(postgres, 'orders')), { password: 'hunter2' }).href;
    const refused = connectToDatabase(runtimeAddress(settings({ DATABASE_URL: url })), () => undefined, 0);
    await expect(refused).rejects.toThrow(/it does not take the password of DATABASE_URL/);
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });
});
