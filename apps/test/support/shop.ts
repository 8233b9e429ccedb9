import {
  createDatabase,
  EXPIRE_AFTER_MS,
  freePort,
  query,
  ServiceProcess,
  testNamespace,
  type TestDatabase,
} from '@warren/platform/testing';

const SERVICES = ['users', 'inventory', 'orders'] as const;
type Name = (typeof SERVICES)[number];

/** Where the servers are, if not where the tests usually find them. */
export interface Servers {
  databaseServerUrl?: string;
  rabbitmqUrl?: string;
}

/** The built services as processes, each with a database of its own, and a part of the broker to themselves. */
export class Shop {
  private constructor(
    private readonly services: Record<Name, ServiceProcess>,
    private readonly databases: TestDatabase[],
  ) {}

  static async open({ databaseServerUrl, rabbitmqUrl }: Servers = {}): Promise<Shop> {
    const namespace = testNamespace();
    const databases: TestDatabase[] = [];
    const services: Partial<Record<Name, ServiceProcess>> = {};
    for (const name of SERVICES) {
      const database = await createDatabase(name, databaseServerUrl);
      databases.push(database);
      services[name] = new ServiceProcess(name, await freePort(), {
        DATABASE_URL: database.url,
        RABBITMQ_URL: rabbitmqUrl ?? process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
        EVENTING_NAMESPACE: namespace,
        EVENTING_EXPIRE_AFTER_MS: String(EXPIRE_AFTER_MS),
      });
    }
    const shop = new Shop(services as Record<Name, ServiceProcess>, databases);
    await Promise.all(shop.all.map((service) => migrated(service)));
    await Promise.all(shop.all.map((service) => service.start()));
    return shop;
  }

  get users(): ServiceProcess {
    return this.services.users;
  }

  get inventory(): ServiceProcess {
    return this.services.inventory;
  }

  get orders(): ServiceProcess {
    return this.services.orders;
  }

  get all(): ServiceProcess[] {
    return SERVICES.map((name) => this.services[name]);
  }

  /** A service by its name, for tests that treat all alike. */
  service(name: Name): ServiceProcess {
    return this.services[name];
  }

  /** Every service is connected, consuming and relaying. */
  async untilReady(): Promise<void> {
    await Promise.all(this.all.map((service) => service.untilReady()));
  }

  /** The types of all events that one request set off, whoever published them; sorted. */
  async eventsOf(correlationId: string): Promise<string[]> {
    const outboxes = this.databases.map(({ url }) =>
      query<{ type: string }>(
        url,
        `select body::json->>'type' as type from eventing.outbox where correlation_id = $1`,
        [correlationId],
      ),
    );
    return (await Promise.all(outboxes))
      .flat()
      .map(({ type }) => type)
      .sort();
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((service) => service.kill()));
    await Promise.all(this.databases.map((database) => database.drop()));
  }
}

async function migrated(service: ServiceProcess): Promise<void> {
  const { code } = await service.run('migrate');
  if (code !== 0) throw new Error(`${service.name} could not be migrated:\n${service.output}`);
}
