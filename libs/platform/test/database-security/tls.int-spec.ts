import { copyFileSync } from 'node:fs';
import { Logger, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EventingModule, eventingMigrations } from '@warren/eventing';
import { eventually } from '@warren/eventing/testing';
import { DatabaseModule, PlatformModule } from '@warren/platform';
import { accessSettings, query } from '@warren/platform/testing';
import { Authority, type Identity } from '../../../../tools/servers/test/authority';
import { urlOfRole } from '../../../../tools/servers/test/database-roles';
import { describeWithPostgres } from '../../../../tools/servers/test/with-postgres';
import { readConfig } from '../../src/config/service-config';
import { connectToDatabase } from '../../src/database/connect';
import { migrate } from '../../src/database/migrate';
import { startReplica } from '../../src/testing/replica';
import { TlsServer } from './support/tls-server';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

@Module({
  imports: [
    PlatformModule.forService('users'),
    DatabaseModule.forEntities(),
    EventingModule.forService('users'),
  ],
})
class UsersModule {}

describeWithPostgres('TLS to PostgreSQL, as docker/postgres has it', ['psql', 'openssl'], () => {
  let authority: Authority;
  let stranger: Authority;
  let shown: Identity;
  let orders: Identity;
  let users: Identity;
  let migrator: Identity;
  let server: TlsServer;
  let access: Record<string, string>;

  interface Line {
    role?: string;
    database?: string;
    host?: string;
    mode?: string | null;
    ca?: string | null;
    identity?: Identity;
  }

  /** As DATABASE_URL would be; null leaves a part out. */
  function url({ role = 'orders', database, host = 'localhost', ...tls }: Line = {}): string {
    const { mode = 'verify-full', ca = authority.cert, identity } = tls;
    const address = Object.assign(new URL(urlOfRole(server.postgres, role, database)), { hostname: host });
    const parameters = { sslmode: mode, sslrootcert: ca, sslcert: identity?.cert, sslkey: identity?.key };
    for (const [name, value] of Object.entries(parameters)) if (value) address.searchParams.set(name, value);
    return address.toString();
  }

  const connect = async (line: Line) => {
    const client = await connectToDatabase({ url: url(line), variable: 'DATABASE_URL' }, () => undefined, 0);
    await client.end();
  };

  beforeAll(async () => {
    authority = new Authority();
    stranger = new Authority('Somebody else');
    shown = authority.issue('server', ['localhost']);
    orders = authority.issue('orders');
    users = authority.issue('users');
    migrator = authority.issue('users_migrator');
    access = await accessSettings();
    server = await TlsServer.start(authority, shown);
  });

  afterAll(async () => {
    await server?.stop();
    authority.dispose();
    stranger.dispose();
  });

  it('lets in who knows the authority and has a password, over an encrypted line', async () => {
    const [line] = await query<{ ssl: boolean; version: string }>(
      url(),
      'select ssl, version from pg_stat_ssl where pid = pg_backend_pid()',
    );
    expect(line).toMatchObject({ ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/) });
  });

  it('takes a certificate for the login where the server asks for one', async () => {
    const [who] = await query<{ role: string }>(
      url({ role: 'users', identity: users }),
      'select current_user as role',
    );
    expect(who).toEqual({ role: 'users' });
  });

  it('carries the connections of a migration, and of a service: its pool, its relay', async () => {
    const env = {
      ...{ ...access, LOG_LEVEL: 'fatal', RABBITMQ_URL: 'in-memory' },
      DATABASE_URL: url({ role: 'users', identity: users }),
      MIGRATION_DATABASE_URL: url({ role: 'users_migrator', identity: migrator }),
    };
    await migrate(readConfig('users', env), eventingMigrations, () => undefined);
    const service = await startReplica(UsersModule, 'users', env);
    try {
      await service.app.get(DataSource).query('select 1');
      const lines = await eventually('the relay to be connected', async () => {
        const found = await query<{ name: string; ssl: boolean; certificate: string }>(
          Object.assign(new URL(server.postgres.url), { pathname: '/users' }).href,
          `select a.application_name as name, s.ssl, s.client_dn as certificate from pg_stat_activity a join pg_stat_ssl s using (pid)
            where a.datname = 'users' and a.usename = 'users'`,
        );
        return (
          found.some(({ name }) => name !== 'users') && found.some(({ name }) => name === 'users') && found
        );
      });
      for (const line of lines) expect(line).toMatchObject({ ssl: true, certificate: '/CN=users' });
    } finally {
      await service.stop();
    }
  });

  it.each<[string, () => Line, RegExp]>([
    [
      'a server whose certificate another authority has signed',
      () => ({ ca: stranger.cert }),
      /signed by an authority that this service does not know: sslrootcert in DATABASE_URL/,
    ],
    ['a server that nobody vouches for', () => ({ ca: null }), /sslrootcert in DATABASE_URL/],
    ['a server of another name', () => ({ host: '127.0.0.1' }), /made out to another name/],
    ['a client without TLS', () => ({ mode: null, ca: null }), /without TLS: DATABASE_URL would end with/],
    [
      'a client without a certificate where one is asked for',
      () => ({ role: 'users' }),
      /wants to see a certificate made out to this role: sslcert and sslkey/,
    ],
    [
      'a client with the certificate of another role',
      () => ({ role: 'users', identity: orders }),
      /wants to see a certificate made out to this role/,
    ],
    [
      'a client whose certificate another authority has signed',
      () => ({ role: 'users', identity: stranger.issue('users') }),
      /hung up in the middle of TLS/,
    ],
    [
      'a client whose certificate has expired',
      () => ({ role: 'users', identity: authority.issue('late', [], -1) }),
      /hung up in the middle of TLS/,
    ],
    ['files that are not there', () => ({ ca: '/nowhere/ca.pem' }), /sslrootcert.*\/nowhere\/ca\.pem/],
    [
      'a key of another certificate',
      () => ({ role: 'users', identity: { cert: users.cert, key: orders.key } }),
      /sslcert and sslkey in DATABASE_URL do not belong together/,
    ],
    [
      'a role of another service, though its certificate is good',
      () => ({ role: 'users', database: 'orders', identity: users }),
      /no pg_hba\.conf entry/,
    ],
  ])('refuses %s, and says what is wrong', async (_what, line, words) => {
    await expect(connect(line())).rejects.toThrow(words);
  });

  describe('when the server shows another certificate', () => {
    afterEach(() => server.show(shown));

    it('refuses one that has expired', async () => {
      await server.show(authority.issue('expired', ['localhost'], -1));
      await expect(connect({})).rejects.toThrow(/its certificate is not valid now/);
    });

    it('refuses one that is made out to another host', async () => {
      await server.show(authority.issue('elsewhere', ['db.example.com']));
      await expect(connect({})).rejects.toThrow(/made out to another name/);
    });

    it('takes one that was renewed', async () => {
      await server.show(authority.issue('renewed', ['localhost']));
      await connect({});
    });
  });

  it('reads certificates anew at each connection of a service that runs', async () => {
    const current = authority.issue('users-now');
    copyFileSync(users.cert, current.cert);
    copyFileSync(users.key, current.key);
    const dataSource = new DataSource({
      type: 'postgres',
      url: url({ role: 'users', identity: current }),
      poolSize: 2,
    });
    await dataSource.initialize();
    try {
      copyFileSync(orders.cert, current.cert); // not the role's: whoever connects now is refused
      copyFileSync(orders.key, current.key);
      await query(
        server.postgres.url,
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'users' and backend_type = 'client backend'`,
      );
      await eventually('a new connection is refused', () =>
        dataSource.query('select 1').then(
          () => false,
          (error: Error) => /certificate authentication failed/.test(error.message),
        ),
      );
      copyFileSync(users.cert, current.cert);
      copyFileSync(users.key, current.key);
      await dataSource.query('select 1');
    } finally {
      await dataSource.destroy();
    }
  });
});
