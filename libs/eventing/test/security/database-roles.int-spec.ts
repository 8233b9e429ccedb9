import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { query } from '@warren/eventing/testing';
import { startPrivatePostgres } from '../../../../tools/servers';
import {
  makeRoles,
  WITH_PASSWORDS,
  urlOfRole,
  type PrivatePostgres,
} from '../../../../tools/servers/test/database-roles';
import { describeWithPostgres } from '../../../../tools/servers/test/with-postgres';
import { eventingMigrations } from '../../migrations';
import { DedicatedConnection } from '../../src/database/dedicated-connection';
import { dayOf, forgetHandled, makeRoomInInbox } from '../../src/inbox/retention';
import { makeRoomInOutbox, outboxPartitions } from '../../src/outbox/outbox-partitions';
import { forgetRelayed } from '../../src/outbox/outbox-retention';
import { checkSoundness } from '../../src/outbox/soundness';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const REFUSED = '42501';

/** Roles that did everything, and the database that each owned. */
const BEFORE = { catalog: 'catalog', shop: 'payments' };

describeWithPostgres('Roles of PostgreSQL that the generated script makes', ['psql'], () => {
  let postgres: PrivatePostgres;
  let written: string;
  const admin = (database: string) => Object.assign(new URL(postgres.url), { pathname: `/${database}` }).href;
  const as = (role: string, database?: string) => urlOfRole(postgres, role, database);
  const before = (role: string, database: string) =>
    Object.assign(new URL(admin(database)), { username: role, password: 'of-before' }).href;

  /** @returns the SQLSTATE with which it was refused, undefined when it was done. */
  async function attempt(url: string, ...statements: string[]): Promise<string | undefined> {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (const statement of statements) await client.query(statement);
      return undefined;
    } catch (error) {
      return String((error as { code?: unknown }).code ?? error);
    } finally {
      await client.end();
    }
  }

  async function migrated(url: string): Promise<void> {
    const options = { type: 'postgres', url, installExtensions: false } as const;
    const dataSource = await new DataSource({ ...options, migrations: eventingMigrations }).initialize();
    await dataSource.runMigrations({ transaction: 'each' });
    await dataSource.destroy();
  }

  beforeAll(async () => {
    postgres = await startPrivatePostgres({ files: WITH_PASSWORDS, settings: { log_statement: 'all' } });
    // As it was before: one role, which owns its database and does everything; of payments it has another name.
    for (const [role, database] of Object.entries(BEFORE)) {
      await query(postgres.url, `create role ${role} login password 'of-before'`);
      await query(postgres.url, `create database ${database} owner ${role}`);
      await migrated(before(role, database));
    }
    await query(postgres.url, 'create role payments');
    await query(postgres.url, 'grant payments to shop');
    written = await makeRoles(postgres);
    for (const service of ['orders', 'users']) await migrated(as(`${service}_migrator`));
    written += await makeRoles(postgres); // what was made meanwhile is granted, and nothing minds a second time
  }, 120_000);

  afterAll(() => postgres?.stop());

  it('says which roles there are, and no password, nowhere', () => {
    expect(written).toContain('orders: orders runs, orders_migrator migrates');
    const log = readFileSync(path.join(postgres.dir, 'server.log'), 'utf8');
    expect(log).toContain('create schema if not exists eventing'); // all statements are logged
    expect(log).not.toContain('of-this-role');
    expect(written).not.toContain('of-this-role');
  });

  it('gives a role a new password when the file has one', async () => {
    const other = (role: string) => `another-for-${role}`;
    await makeRoles(postgres, other);
    try {
      expect(await attempt(as('orders'), 'select 1')).toBe('28P01');
      const url = Object.assign(new URL(as('orders')), { password: other('orders') }).href;
      expect(await attempt(url, 'select 1')).toBeUndefined();
    } finally {
      await makeRoles(postgres);
    }
  });

  it.each(['orders', 'orders_migrator'])(
    'lets %s into its own database and into no other one',
    async (role) => {
      expect(await attempt(as(role), 'select 1')).toBeUndefined();
      for (const database of ['users', 'catalog'])
        expect(await attempt(as(role, database), 'select 1')).toBe(REFUSED);
    },
  );

  describe.each(['orders', 'orders_migrator'])("refuses %s, once let into another's database,", (role) => {
    beforeAll(() => query(postgres.url, `grant connect on database users to ${role}`));
    afterAll(() => query(postgres.url, `revoke connect on database users from ${role}`));

    it.each([
      'select * from eventing.outbox',
      'select * from eventing.outbox_default',
      'select * from migrations',
      `insert into eventing.inbox (event_id, consumer) values (gen_random_uuid(), 'mine')`,
      `update eventing.outbox set body = 'mine'`,
      'delete from eventing.outbox',
      'truncate eventing.outbox',
      'begin; lock table eventing.outbox',
      'alter table eventing.outbox add column mine text',
      'drop table eventing.outbox',
      'create table eventing.mine ()',
      'create table public.mine ()',
      'create temporary table mine ()',
      'create schema mine',
      'create function public.mine() returns int language sql as $$ select 1 $$',
      `select nextval('eventing.outbox_position')`,
      `select setval('eventing.outbox_position', 1)`,
      'select last_value from eventing.outbox_position',
      `select eventing.drop_partition('outbox_from_0')`,
      'drop schema eventing cascade',
      'alter database users owner to orders',
      'set role users',
      'set role users_migrator',
      'grant users to orders',
    ])('%s', async (statement) => {
      expect(await attempt(as(role, 'users'), statement)).toBe(REFUSED);
    });
  });

  it.each([
    'drop database users',
    'alter role users superuser',
    `alter role users password 'mine'`,
    'alter role orders superuser',
    'alter role orders bypassrls',
    'create role mine',
    'create database mine',
    `select pg_read_file('/etc/passwd')`,
    `copy (select 1) to program 'cat'`,
    'set session_replication_role = replica',
  ])('refuses the roles of a service to %s', async (statement) => {
    for (const role of ['orders', 'orders_migrator'])
      expect({ role, code: await attempt(as(role), statement) }).toEqual({ role, code: REFUSED });
  });

  describe('refuses the role that a service runs as, in its own database,', () => {
    it.each([
      'create table eventing.mine ()',
      'create table public.mine ()',
      'create temporary table mine ()',
      'create schema mine',
      'create function eventing.mine() returns int language sql as $$ select 1 $$',
      'alter table eventing.outbox add column mine text',
      'alter table eventing.outbox owner to orders',
      'alter table eventing.outbox disable trigger take_transaction_id',
      'alter table eventing.outbox detach partition eventing.outbox_from_0',
      'create table eventing.mine partition of eventing.outbox for values from (9000000) to (9000001)',
      'drop table eventing.outbox',
      'drop table eventing.outbox_from_0',
      'drop index eventing.outbox_pkey',
      'truncate eventing.outbox',
      'truncate eventing.outbox_from_0',
      'create trigger mine before insert on eventing.outbox for each statement execute function eventing.take_transaction_id()',
      'create policy mine on eventing.outbox',
      'drop function eventing.take_transaction_id()',
      'drop function eventing.drop_partition(text)',
      `create or replace function eventing.drop_partition(partition_name text) returns void language sql as ''`,
      'alter function eventing.drop_partition(text) owner to orders',
      'alter function eventing.drop_partition(text) reset search_path',
      'alter sequence eventing.outbox_position restart',
      `select setval('eventing.outbox_position', 1)`,
      `insert into migrations (timestamp, name) values (1, 'Mine1')`,
      'delete from migrations',
      'drop schema eventing cascade',
      'set role orders_migrator',
      'alter default privileges for role orders_migrator in schema eventing grant all on tables to orders',
    ])('%s', async (statement) => {
      expect(await attempt(as('orders'), statement)).toBe(REFUSED);
    });
  });

  it('lets the role that a service runs as read and write its tables', async () => {
    expect(
      await attempt(
        as('orders'),
        `insert into eventing.inbox (event_id, consumer) values (gen_random_uuid(), 'mine')`,
        `update eventing.inbox set outcome = 'parked' where consumer = 'mine'`,
        `delete from eventing.inbox where consumer = 'mine'`,
        'select last_value from eventing.outbox_position',
        `select nextval('eventing.outbox_position')`,
        'select name from migrations',
      ),
    ).toBeUndefined();
  });

  it('gives it rights on what a later migration makes', async () => {
    await query(
      as('orders_migrator'),
      'create table public.invoices (number int generated always as identity)',
    );
    try {
      expect(
        await attempt(as('orders'), 'insert into invoices default values', 'delete from invoices'),
      ).toBeUndefined();
      expect(await attempt(as('orders'), 'drop table invoices')).toBe(REFUSED);
    } finally {
      await query(as('orders_migrator'), 'drop table public.invoices');
    }
  });

  describe('has functions for partitions that', () => {
    const tables = () =>
      query<{ name: string }>(
        admin('orders'),
        `select oid::regclass::text as name from pg_class
          where relkind in ('r', 'p') and relnamespace in ('eventing'::regnamespace, 'public'::regnamespace) order by 1`,
      );
    const today = dayOf(Date.now());

    it.each([
      [`drop_partition('outbox_default')`, '42P01'],
      [`drop_partition('inbox_default')`, '42P01'],
      [`drop_partition('outbox')`, '42P01'],
      [`drop_partition('relay_lease')`, '42P01'],
      [`drop_partition('outbox_pkey')`, '42P01'],
      [`drop_partition('eventing.outbox_from_0')`, '42P01'],
      [`drop_partition('outbox"; drop table eventing.outbox; --')`, '42P01'],
      [`drop_partition(null)`, '42P01'],
      [`empty_partition('outbox')`, '42P01'],
      [`empty_partition('outbox_default')`, '42P01'],
      [`empty_partition('dead_letters')`, '42P01'],
      [`empty_partition('outbox_from_0, eventing.inbox')`, '42P01'],
      [`add_outbox_partition(-250000, 0)`, '22023'],
      [`add_outbox_partition(9000000, 9000000)`, '22023'],
      [`add_outbox_partition(null, 9000000)`, '22023'],
      [`add_outbox_partition(5, 10)`, '42P17'], // within another
      [`add_outbox_partition(0, 250000)`, '42P07'], // there already
      [`add_outbox_partition('0) to (1); drop table eventing.outbox; --', '2')`, '22P02'],
      [`add_inbox_partition('${today.from}', '${dayOf(Date.now() + 86_400_000).to}')`, '22023'],
      [`add_inbox_partition('${today.to}', '${today.from}')`, '22023'],
      [`add_inbox_partition('00000000-0000-0000-0000-000000000001', '${today.to}')`, '22023'],
      [`add_inbox_partition(null, null)`, '22023'],
      [`add_inbox_partition('x''; drop table eventing.inbox; --', '${today.to}')`, '22P02'],
    ])('do nothing when they are called as %s', async (call, code) => {
      const before = await tables();
      expect(await attempt(as('orders'), `select eventing.${call}`)).toBe(code);
      expect(await tables()).toEqual(before);
    });

    it('look for nothing where somebody else could have put it', async () => {
      const functions = await query<{ name: string; settings: string[] }>(
        admin('orders'),
        `select proname as name, proconfig as settings from pg_proc
          where pronamespace = 'eventing'::regnamespace and prosecdef order by 1`,
      );
      expect(functions.map(({ name }) => name)).toEqual([
        'add_inbox_partition',
        'add_outbox_partition',
        'drop_partition',
        'empty_partition',
      ]);
      for (const { settings } of functions) expect(settings).toContain('search_path=pg_catalog, pg_temp');
    });

    it.each(['orders', 'catalog'])(
      'let the service %s make room and forget as the role that it runs as',
      async (service) => {
        const dataSource = new DataSource({ type: 'postgres', url: as(service) });
        const connection = await DedicatedConnection.open(dataSource, { name: 'test' });
        try {
          await checkSoundness(connection);
          await query(admin(service), `select setval('eventing.outbox_position', 900000)`);
          await makeRoomInOutbox(connection);
          await makeRoomInInbox(connection);
          const names = (await outboxPartitions(connection).ranges()).map(({ name }) => name);
          expect(names).toContain('outbox_from_1000000');
          expect(await attempt(as(service), `select from eventing.${today.name}`)).toBeUndefined();
          await query(
            admin(service),
            `insert into eventing.relay_checkpoint (fence, last_position, gap_lows, gap_highs, gap_bounds, transaction_id)
             values (1, 900000, '{}', '{}', '{}', 1)`,
          );
          expect(await forgetRelayed(connection, 7)).toContain('outbox_from_0');
          const later = Date.now() + 20 * 86_400_000;
          expect(await forgetHandled(connection, 14, later)).toContain(today.name);
        } finally {
          await connection.close();
        }
      },
    );
  });

  it('takes the tables from a role that did everything until now, which can go on with its work', async () => {
    expect(await attempt(as('catalog'), 'alter table eventing.inbox add column mine text')).toBe(REFUSED);
    expect(await attempt(as('catalog'), 'create table public.mine ()')).toBe(REFUSED);
    expect(await attempt(as('catalog'), 'delete from eventing.inbox')).toBeUndefined();
    expect(await attempt(as('catalog'), 'delete from migrations')).toBe(REFUSED);
    await migrated(as('catalog_migrator'));
    expect(
      await attempt(as('catalog_migrator'), 'create table public.mine ()', 'drop table public.mine'),
    ).toBeUndefined();
  });

  it('leaves one that is called otherwise what the role of the service has, whose member it was made', async () => {
    const shop = before('shop', 'payments');
    const work = [`delete from eventing.inbox`, `select eventing.add_outbox_partition(1000000, 1250000)`];
    expect(await attempt(shop, ...work)).toBeUndefined();
    expect(await attempt(shop, 'drop table eventing.inbox')).toBe(REFUSED);
    await query(postgres.url, 'drop role shop'); // nothing hangs on it any more
  });
});
