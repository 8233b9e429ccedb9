import { startPrivatePostgres, startPrivateRabbitMq } from '../../../tools/servers';
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
    const settings = { max_connections: CONNECTIONS };
    return new OwnServers(
      ...(await Promise.all([startPrivatePostgres({ settings }), startPrivateRabbitMq()])),
    );
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get rabbitmqUrl(): string {
    return this.rabbitmq.url;
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
