import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { eventually } from '@warren/eventing/testing';
import { BROKER, type Broker, type OutgoingMessage } from '../../../src/broker/broker';
import { IN_MEMORY } from '../../../src/broker/in-memory/in-memory-url';
import { InMemoryServer } from '../../../src/broker/in-memory/in-memory-server';
import { BrokerNames } from '../../../src/broker/names';
import { EventingHealth } from '../../../src/eventing.health';
import { EventingModule } from '../../../src/eventing.module';
import type { EventingOptions } from '../../../src/eventing.options';
import type { SnapshotSummary } from '../../../src/snapshots/asking/snapshot-summary';
import { onRabbit } from '../../broker/rabbit-admin';
import { EXPIRE_AFTER_MS, RABBITMQ_URL, testNamespace } from '../../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../../support/test-database';
import { ANIMALS, AnimalSnapshots, Keeper, Whereabouts, WhereaboutsProjection } from './zoo';

/** Quick enough for a test; what goes wrong is tried again at once. */
const HURRIED: EventingOptions['snapshots'] = { answerWithinMs: 400, heldForMs: 300, heldAgainAfterMs: 300 };

/** A zoo, which owns animals, and a museum, which keeps a copy of them: two services with a broker between them. */
export class City {
  private readonly running = new Set<INestApplicationContext>();

  private constructor(
    readonly brokerUrl: string,
    readonly namespace: string,
    readonly zooDatabase: TestDatabase,
    private museum: TestDatabase,
  ) {}

  static async found(brokerUrl: string): Promise<City> {
    const zoo = await createTestDatabase();
    await zoo.dataSource.query(ANIMALS);
    return new City(brokerUrl, testNamespace(), zoo, await museumDatabase());
  }

  get museumDatabase(): TestDatabase {
    return this.museum;
  }

  startZoo(snapshots: EventingOptions['snapshots'] = {}): Promise<INestApplicationContext> {
    return this.start('zoo', this.zooDatabase, [Keeper, AnimalSnapshots], snapshots);
  }

  startMuseum(snapshots: EventingOptions['snapshots'] = {}): Promise<INestApplicationContext> {
    return this.start('museum', this.museum, [WhereaboutsProjection], snapshots);
  }

  /** A process of one of the services ends as it does when it is told to. */
  async stop(app: INestApplicationContext): Promise<void> {
    this.running.delete(app);
    await app.close();
  }

  /** Without a word to anybody, as in a crash: what it has in hand goes back to the broker. */
  async cutOff(app: INestApplicationContext): Promise<void> {
    await app.get<Broker>(BROKER).close();
    await this.stop(app);
  }

  /** What the museum knew is gone, and what waits for it too. */
  async loseMuseum(): Promise<void> {
    await this.loseMuseumQueue();
    await this.museum.drop();
    this.museum = await museumDatabase();
  }

  async loseMuseumQueue(): Promise<void> {
    const queue = this.namesOf('museum').queue('whereabouts');
    if (this.brokerUrl === IN_MEMORY) InMemoryServer.of(this.namespace).deleteQueue(queue);
    else await onRabbit(this.brokerUrl, (channel) => channel.deleteQueue(queue));
  }

  namesOf(service: string): BrokerNames {
    return new BrokerNames(service, this.namespace);
  }

  async publish(app: INestApplicationContext, message: OutgoingMessage): Promise<void> {
    await app.get<Broker>(BROKER).publish(message);
  }

  /** Animals and the houses where they have been, as the owner has them. */
  animals(): Promise<object[]> {
    return this.zooDatabase.dataSource.query('select id, houses from animals order by id');
  }

  whereabouts(): Promise<object[]> {
    return this.museum.dataSource.query('select id, houses from whereabouts order by id');
  }

  async untilMuseumKnowsAll(): Promise<void> {
    await eventually('the museum to know of every animal where it has been', async () => {
      const [theirs, ours] = [await this.animals(), await this.whereabouts()];
      return JSON.stringify(theirs) === JSON.stringify(ours);
    });
  }

  async untilEverythingIsRelayed(zoo: INestApplicationContext): Promise<void> {
    await eventually('the zoo to have sent its events', async () => {
      const [row] = await this.zooDatabase.dataSource.query(
        'select max(position)::int as last from eventing.outbox',
      );
      return zoo.get(EventingHealth).state().relay.lastPosition >= (row.last ?? 0);
    });
  }

  async untilCopyIs(
    app: INestApplicationContext,
    expected: Partial<SnapshotSummary>,
  ): Promise<SnapshotSummary> {
    let last: SnapshotSummary | undefined;
    const wanted = eventually(`the copy to be ${JSON.stringify(expected)}`, () => {
      last = app.get(EventingHealth).state().snapshots.each[0];
      return Object.entries(expected).every(
        ([name, value]) => last?.[name as keyof SnapshotSummary] === value,
      );
    });
    await wanted.catch((error: Error) => {
      throw new Error(`${error.message} It is ${JSON.stringify(last)}.`);
    });
    return last as SnapshotSummary;
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((app) => app.close()));
    await Promise.all([this.zooDatabase.drop(), this.museum.drop()]);
    InMemoryServer.forget(this.namespace);
  }

  private async start(
    service: string,
    database: TestDatabase,
    providers: Provider[],
    snapshots: EventingOptions['snapshots'],
  ): Promise<INestApplicationContext> {
    const { brokerUrl: url, namespace } = this;
    @Module({
      imports: [
        TypeOrmModule.forRoot({ type: 'postgres', url: database.url, entities: [Whereabouts] }),
        EventingModule.forService(service, {
          broker: { url, namespace, expireAfterMs: EXPIRE_AFTER_MS },
          relay: { pollMs: 100, leaseMs: 1_000 },
          snapshots: { ...HURRIED, ...snapshots },
        }),
      ],
      providers,
    })
    class ServiceModule {}
    const app = await NestFactory.createApplicationContext(ServiceModule, { logger: false });
    this.running.add(app);
    await eventually(`${service} to consume`, () =>
      app
        .get(EventingHealth)
        .state()
        .consumers.every(({ state }) => state === 'consuming'),
    );
    return app;
  }
}

async function museumDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ entities: [Whereabouts] });
  await database.dataSource.query('create table whereabouts (id uuid primary key, houses text[] not null)');
  return database;
}

export const BROKERS = [
  ['in memory', IN_MEMORY],
  ['on RabbitMQ', RABBITMQ_URL],
] as const;
