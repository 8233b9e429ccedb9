import { Logger, type INestApplicationContext } from '@nestjs/common';
import { eventually } from '@warren/eventing/testing';
import { BrokerNames } from '../../src/broker/names';
import { deleteQueues } from '../../src/broker/rabbitmq/delete-queues';
import { EventingRuntime } from '../../src/eventing.runtime';
import { OwnTopology } from '../../src/topology/own-topology';
import { QueueMigrationError } from '../../src/topology/queue-work';
import { TopologyMigration } from '../../src/topology/topology-migration';
import { TopologyPlan } from '../../src/topology/topology-plan';
import { onRabbit } from '../broker/rabbit-admin';
import { createNotes, NoteThing, notes } from '../handlers/support/note-thing';
import { ForkedProcess } from '../support/forked-process';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import {
  adminThatDiesAt,
  DiedError,
  lengthOf,
  passiveSvc,
  publishThings,
  publishTo,
  startSvc,
} from './support/svc';

if (!process.env.TEST_LOG) Logger.overrideLogger(false);
jest.setTimeout(120_000);

const OLD = 5;
const NEW = 9;
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
const once = (things: string[]) => Object.fromEntries(things.map((thing) => [thing, 1]));

describe('A queue whose arguments changed', () => {
  let database: TestDatabase;
  let namespace: string;
  let names: BrokerNames;
  let queue: string;
  const apps: { close(): Promise<void> }[] = [];
  const queues = new Set<string>();

  beforeEach(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    namespace = testNamespace();
    names = new BrokerNames('svc', namespace);
    queue = names.queue('note-thing');
  });
  afterEach(async () => {
    await Promise.all(apps.splice(0).map((app) => app.close()));
    await deleteQueues(RABBITMQ_URL, [...queues]);
    queues.clear();
    await database.drop();
  });

  const setup = (deliveryLimit = NEW) => ({ databaseUrl: database.url, namespace, deliveryLimit });

  async function start(deliveryLimit = NEW): Promise<INestApplicationContext> {
    const app = await startSvc(setup(deliveryLimit));
    apps.push(app);
    for (const { name } of app.get(OwnTopology).compute().queues) queues.add(name);
    return app;
  }

  /** The old version has run, and is gone. */
  async function oldVersionHasRun(): Promise<void> {
    const app = await start(OLD);
    await app.close();
    apps.pop();
  }

  /** A process of the new version that runs nothing; it dies before the n-th thing it does on the broker. */
  async function passive(diesAt?: number) {
    const app = await passiveSvc(setup(), diesAt === undefined ? undefined : adminThatDiesAt(diesAt));
    apps.push(app);
    return app;
  }

  const namesIn = async () =>
    onRabbit(RABBITMQ_URL, async (channel) => {
      const found: string[] = [];
      for (;;) {
        const message = await channel.get(queue);
        if (!message) return found;
        found.push((JSON.parse(message.content.toString()) as { subject: string }).subject);
      }
    });

  it('is migrated with 1 000 messages in it while its service runs and others publish; each is handled once', async () => {
    await oldVersionHasRun();
    await publishThings(namespace, numbered('waiting', 1_000));
    const app = await start();
    const slow = { ms: 50 };
    app.get(NoteThing).afterwards = async ({ thingId }, { attempt }) => {
      await new Promise((resolve) => setTimeout(resolve, slow.ms));
      // Some come home from a waiting room while their queue is away.
      if (attempt <= 1 && thingId.endsWith('7')) throw new Error('not at the first try');
    };
    let publishing = true;
    const fresh: string[] = [];
    const publisher = (async () => {
      while (publishing) {
        const some = numbered(`fresh-${fresh.length}`, 5);
        await publishThings(namespace, some);
        fresh.push(...some);
      }
    })();
    const { migrated, left } = await app.get(TopologyMigration).apply();
    slow.ms = 0;
    await eventually('some more is published', () => fresh.length > 50);
    publishing = false;
    await publisher;
    const all = once([...numbered('waiting', 1_000), ...fresh]);
    await eventually(
      'all are handled',
      async () => Object.keys(await notes(database.dataSource)).length === Object.keys(all).length,
    );
    expect(await notes(database.dataSource)).toEqual(all);
    expect(migrated.map(({ queue: name }) => name)).toEqual([queue]);
    expect(migrated[0]?.messages).toBeGreaterThan(300);
    expect(left).toEqual([]);
    await eventually('it consumes again', () =>
      app.get(EventingRuntime).consumers.every((consumer) => consumer.status().state === 'consuming'),
    );
  });

  it('keeps the order of its messages, also of those that come meanwhile', async () => {
    await oldVersionHasRun();
    const [before, meanwhile] = [numbered('before', 300), numbered('meanwhile', 100)];
    await publishThings(namespace, before);
    const migration = (await passive()).get(TopologyMigration, { strict: false });
    let published: Promise<void> = Promise.resolve();
    await migration.apply({
      serviceIsStopped: true,
      onStep: (step) => {
        if (step.endsWith('is deleted and declared anew.')) published = publishThings(namespace, meanwhile);
      },
    });
    await published;
    expect(await namesIn()).toEqual([...before, ...meanwhile]);
  });

  it('is migrated by who comes next, wherever the one before was killed', async () => {
    await oldVersionHasRun();
    const [waiting, retried] = [numbered('waiting', 200), numbered('retried', 40)];
    await publishThings(namespace, waiting);
    const fresh: string[] = [];
    let deaths = 0;
    for (let survives = 3; ; survives += 2) {
      const more = numbered(`fresh-${survives}`, 5);
      // Those that come home while there is no queue are tried again by the broker after three minutes: not in this test.
      const home = deaths < 3 ? retried.splice(0, 10) : [];
      if (deaths === 3)
        await eventually('none is to come', async () => (await lengthOf(names.retry('1s'))) === 0);
      await publishTo(names.retry('1s'), queue, home);
      const migration = (await passive(survives)).get(TopologyMigration, { strict: false });
      const applied = migration.apply({ serviceIsStopped: true });
      await publishThings(namespace, more);
      fresh.push(...more, ...home);
      try {
        await applied;
        break;
      } catch (error) {
        if (!(error instanceof DiedError)) throw error;
        deaths += 1;
      }
    }
    expect(deaths).toBeGreaterThanOrEqual(8);
    await start();
    const all = once([...waiting, ...fresh]);
    await eventually(
      'all are handled',
      async () => Object.keys(await notes(database.dataSource)).length === Object.keys(all).length,
    );
    expect(await notes(database.dataSource)).toEqual(all);
  });

  it('loses nothing when the process that migrates is killed in the middle of moving', async () => {
    await oldVersionHasRun();
    const waiting = numbered('waiting', 1_000);
    await publishThings(namespace, waiting);
    for (const dieAt of ['is emptied', 'gets its messages back']) {
      const child = await ForkedProcess.start(`${__dirname}/children/applying-child.ts`, {
        ...setup(),
        dieAt,
        afterMs: 60,
      });
      expect(await child.ended).toBe('SIGKILL');
    }
    const passing = (await passive()).get(TopologyPlan, { strict: false });
    expect((await passing.compare()).items).toMatchObject([
      { name: queue, state: 'unfinished', action: 'migrate' },
    ]);
    const migration = (await passive()).get(TopologyMigration, { strict: false });
    expect((await migration.apply({ serviceIsStopped: true })).left).toEqual([]);
    await start();
    await eventually(
      'all are handled',
      async () => Object.keys(await notes(database.dataSource)).length === 1_000,
    );
    expect(await notes(database.dataSource)).toEqual(once(waiting));
  });

  it('is left as it was when a consumer does not leave it', async () => {
    await oldVersionHasRun();
    await publishThings(namespace, ['one', 'two']);
    await onRabbit(RABBITMQ_URL, async (stranger) => {
      await stranger.consume(queue, () => undefined);
      const migration = (await passive()).get(TopologyMigration, { strict: false });
      const applied = migration.apply({ serviceIsStopped: true, patienceMs: 200 });
      await expect(applied).rejects.toThrow(QueueMigrationError);
      await expect(applied).rejects.toThrow(/1 consumers still take its messages.* Nothing was changed/);
    });
    await start();
    await eventually(
      'they are handled',
      async () => Object.keys(await notes(database.dataSource)).length === 2,
    );
  });

  it('may be a waiting room: what is in it comes home', async () => {
    await oldVersionHasRun();
    const room = names.retry('1s');
    const { arguments: args } = await roomDeclaration(room);
    await deleteQueues(RABBITMQ_URL, [room]);
    await onRabbit(RABBITMQ_URL, async (channel) => {
      await channel.assertExchange(room, 'fanout', { durable: true, autoDelete: true });
      await channel.assertQueue(room, {
        durable: true,
        arguments: { ...args, 'x-delivery-limit': 3, 'x-message-ttl': 60_000 },
      });
      await channel.bindQueue(room, room, '');
    });
    await publishTo(room, queue, numbered('retried', 20));
    await eventually('they wait', async () => (await lengthOf(room)) === 20);
    const migration = (await passive()).get(TopologyMigration, { strict: false });
    const { migrated } = await migration.apply({ serviceIsStopped: true });
    expect(migrated).toEqual([
      { queue, messages: 0 },
      { queue: room, messages: 20 },
    ]);
    await start();
    await eventually(
      'they come home',
      async () => Object.keys(await notes(database.dataSource)).length === 20,
    );
  });

  async function roomDeclaration(room: string) {
    const { queues: declared } = (await passive()).get(OwnTopology, { strict: false }).compute();
    const found = declared.find(({ name }) => name === room);
    if (!found) throw new Error(`There is no ${room}.`);
    return found;
  }
});
