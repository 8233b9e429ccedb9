import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDatabase,
  EXPIRE_AFTER_MS,
  freePort,
  query,
  ServiceProcess,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';
import { urlOfUser } from './broker-users';
import { OwnServers } from './own-servers';

export const SERVICES = [
  'users',
  'catalog',
  'inventory',
  'orders',
  'payments',
  'notifications',
  'reporting',
] as const;
export type Name = (typeof SERVICES)[number];

interface Servers {
  databaseUrl: string;
  rabbitmqUrl: string;
}

export interface ShopOptions {
  /** Servers of the test's own. Default: the shop starts them, for seven services need more connections and files than most allow. */
  servers?: Servers;
  /** How many processes of each service. Default 1. */
  replicas?: number;
  /** More environment variables, by service. */
  settings?: Partial<Record<Name, Record<string, string>>>;
}

/** How a service gets at its servers. */
interface Access {
  /** For the test, which may do everything. */
  database: TestDatabase;
  env: Record<string, string>;
  /** What its migrations are told beside that. */
  migrating: Record<string, string>;
}

/** As in production: each service gets in as a user and a role of its own, and believes only the users of others. */
function asItself(name: Name, namespace: string, servers: OwnServers): Access {
  const { all, runs, migrates } = servers.databaseOf(name);
  return {
    database: { url: all, drop: () => Promise.resolve() }, // it goes with its server
    env: {
      DATABASE_URL: runs,
      RABBITMQ_URL: urlOfUser(servers.rabbitmqUrl, namespace, name),
      TRUSTED_PUBLISHERS: 'named',
    },
    migrating: { MIGRATION_DATABASE_URL: migrates },
  };
}

/** On servers that others use, too: as their user, and with names that vanish. */
async function asEverybody(name: Name, { databaseUrl, rabbitmqUrl }: Servers): Promise<Access> {
  const database = await createDatabase(name, databaseUrl);
  const env = {
    DATABASE_URL: database.url,
    RABBITMQ_URL: rabbitmqUrl,
    EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
  };
  return { database, env, migrating: {} };
}

/** The built services as processes, each with a database of its own, and a part of the broker to themselves. */
export class Shop {
  private turn = 0;

  private constructor(
    readonly namespace: string,
    private readonly processes: ReadonlyMap<Name, ServiceProcess[]>,
    private readonly databases: ReadonlyMap<Name, TestDatabase>,
    /** Runs the service's migrations, and ends. */
    private readonly migrations: ReadonlyMap<Name, ServiceProcess>,
    readonly rabbitmqUrl: string,
    /** Where the mails are that were sent. */
    readonly mailFolder: string,
    private readonly ownServers: OwnServers | undefined,
  ) {}

  static async open({ servers, replicas = 1, settings }: ShopOptions = {}): Promise<Shop> {
    const namespace = testNamespace();
    const own = servers ? undefined : await OwnServers.start();
    const { rabbitmqUrl } = servers ?? (own as OwnServers);
    await Promise.all([own?.giveUsers(namespace, SERVICES), own?.makeRoles()]);
    const mailFolder = await mkdtemp(join(tmpdir(), 'warren-mail-'));
    const databases = new Map<Name, TestDatabase>();
    const processes = new Map<Name, ServiceProcess[]>();
    const migrations = new Map<Name, ServiceProcess>();
    for (const name of SERVICES) {
      const access = own ? asItself(name, namespace, own) : await asEverybody(name, servers as Servers);
      databases.set(name, access.database);
      const env = {
        ...access.env,
        DATABASE_LOCK_TIMEOUT: '5m', // tests hold services back by locks
        EVENTING_NAMESPACE: namespace,
        ...(name === 'notifications' && { MAIL_FOLDER: mailFolder }),
        ...settings?.[name],
      };
      migrations.set(name, new ServiceProcess(name, await freePort(), { ...env, ...access.migrating }));
      processes.set(name, []);
      for (let replica = 0; replica < replicas; replica++)
        processes.get(name)?.push(new ServiceProcess(name, await freePort(), env));
    }
    const shop = new Shop(namespace, processes, databases, migrations, rabbitmqUrl, mailFolder, own);
    await Promise.all(SERVICES.map((name) => shop.migrate(name)));
    await Promise.all(shop.all.map((service) => service.start()));
    return shop;
  }

  get users(): ServiceProcess {
    return this.service('users');
  }

  get catalog(): ServiceProcess {
    return this.service('catalog');
  }

  get inventory(): ServiceProcess {
    return this.service('inventory');
  }

  get orders(): ServiceProcess {
    return this.service('orders');
  }

  get payments(): ServiceProcess {
    return this.service('payments');
  }

  get notifications(): ServiceProcess {
    return this.service('notifications');
  }

  get reporting(): ServiceProcess {
    return this.service('reporting');
  }

  get all(): ServiceProcess[] {
    return [...this.processes.values()].flat();
  }

  /** A process of the service; of several, each in its turn. */
  service(name: Name): ServiceProcess {
    const replicas = this.processes.get(name) as ServiceProcess[];
    this.turn += 1;
    return replicas[this.turn % replicas.length] as ServiceProcess;
  }

  /** Every service is connected, consuming and relaying. */
  async untilReady(): Promise<void> {
    await Promise.all(this.all.map((service) => service.untilReady()));
  }

  databaseUrl(name: Name): string {
    return (this.databases.get(name) as TestDatabase).url;
  }

  /** Looks into the database of a service. */
  rows<Row extends object>(name: Name, sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return query<Row>(this.databaseUrl(name), sql, parameters);
  }

  /**
   * How many messages are in each queue that has any, those that a consumer has in hand included.
   *
   * @throws Error when the servers are not the shop's own: of others it may not ask that.
   */
  messages(): Promise<Map<string, number>> {
    if (!this.ownServers)
      throw new Error('What is in the queues can be asked of the shop’s own broker only.');
    return this.ownServers.messages();
  }

  /** It begins anew, as on its first day. Its processes have to be stopped. */
  async loseDatabaseOf(name: Name): Promise<void> {
    await this.rows(name, 'drop schema eventing, public cascade');
    const [owner] = await this.rows<{ name: string }>(
      name,
      'select datdba::regrole::text as name from pg_database where datname = current_database()',
    );
    await this.rows(name, `create schema public authorization ${owner?.name}`);
    await this.migrate(name);
  }

  private async migrate(name: Name): Promise<void> {
    const migration = this.migrations.get(name) as ServiceProcess;
    const { code } = await migration.run('migrate');
    if (code !== 0) throw new Error(`${name} could not be migrated:\n${migration.output}`);
  }

  /** The types of all events that one request set off, whoever published them; sorted. */
  async eventsOf(correlationId: string): Promise<string[]> {
    const sql = `select body::json->>'type' as type from eventing.outbox where correlation_id = $1`;
    const outboxes = SERVICES.map((name) => this.rows<{ type: string }>(name, sql, [correlationId]));
    return (await Promise.all(outboxes))
      .flat()
      .map(({ type }) => type)
      .sort();
  }

  /** What the services could not deal with, a line each. */
  async parked(): Promise<string[]> {
    const sql = `select consumer, type, reason, error_name, error_message from eventing.dead_letters`;
    type Row = { consumer: string; type: string; reason: string; error_name: string; error_message: string };
    const each = SERVICES.map(async (name) =>
      (await this.rows<Row>(name, sql)).map(
        ({ consumer, type, reason, error_name: error, error_message: message }) =>
          `${name}.${consumer} parked ${type} as ${reason}: ${error}: ${message}`,
      ),
    );
    return (await Promise.all(each)).flat();
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((service) => service.kill()));
    await Promise.all([...this.databases.values()].map((database) => database.drop()));
    await this.ownServers?.stop();
    await rm(this.mailFolder, { recursive: true, force: true });
  }
}
