import { startPrivatePostgres, startPrivateRabbitMq } from '../../../tools/servers';
import { makeRoles, urlOfRole, WITH_PASSWORDS } from '../../../tools/servers/test/database-roles';
import { giveUsers } from './broker-users';

type Postgres = Awaited<ReturnType<typeof startPrivatePostgres>>;
type RabbitMq = Awaited<ReturnType<typeof startPrivateRabbitMq>>;

const CONNECTIONS = 400;

/** A PostgreSQL and a RabbitMQ for one shop: seven services need more connections and files than most servers allow. */
export class OwnServers {
  private constructor(
    private readonly postgres: Postgres,
    private readonly rabbitmq: RabbitMq,
  ) {}

  static async start(): Promise<OwnServers> {
    const [postgres, rabbitmq] = await Promise.all([
      startPrivatePostgres({ settings: { max_connections: CONNECTIONS }, files: WITH_PASSWORDS }),
      startPrivateRabbitMq(),
    ]);
    return new OwnServers(postgres, rabbitmq);
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get rabbitmqUrl(): string {
    return this.rabbitmq.url;
  }

  /** For each service a database, a role that runs it and a role that migrates, as an operator makes them. */
  async makeRoles(): Promise<void> {
    await makeRoles(this.postgres);
  }

  /** The database of a service: for who may do everything, for the service, and for its migrations. */
  databaseOf(service: string): { all: string; runs: string; migrates: string } {
    return {
      all: Object.assign(new URL(this.postgres.url), { pathname: `/${service}` }).toString(),
      runs: urlOfRole(this.postgres, service),
      migrates: urlOfRole(this.postgres, `${service}_migrator`),
    };
  }

  /** Users of the broker for services with this namespace, none with more rights than its code needs. */
  giveUsers(namespace: string, services: readonly string[]): Promise<void> {
    return giveUsers(this.rabbitmq.rabbitmqctl, namespace, services);
  }

  /** How many messages are in each queue that has any, unacknowledged ones included. */
  async messages(): Promise<Map<string, number>> {
    const listed = await this.rabbitmq.rabbitmqctl(
      'list_queues',
      '--silent',
      '--formatter=json',
      'name',
      'messages',
    );
    const queues = JSON.parse(listed) as { name: string; messages: number }[];
    return new Map(
      queues.filter(({ messages }) => messages > 0).map(({ name, messages }) => [name, messages]),
    );
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.rabbitmq.stop()]);
  }
}
