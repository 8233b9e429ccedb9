import { Logger } from '@nestjs/common';
import type { Broker } from '../../src/broker/broker';
import { createBroker } from '../../src/broker/create-broker';
import { BrokerNames } from '../../src/broker/names';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { resolveOptions } from '../../src/resolve-options';
import { Inbox } from '../../src/inbox/inbox';
import type { EventEnvelope } from '../../src/message/envelope';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { eventually } from '@warren/eventing/testing';
import { RABBITMQ_URL, testNamespace } from '../support/test-broker';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { ForkedProcess } from '../support/forked-process';
import { startChildService, type ChildSetup } from './support/child-service';
import { createNotes, notes } from './support/note-thing';
import { thingHappened } from './support/thing-happened';

Logger.overrideLogger(false);
jest.setTimeout(120_000);

describe('A process that is killed while it handles', () => {
  let database: TestDatabase;
  let letters: DeadLetters;
  let namespace: string;
  let publisher: Broker;
  const children: ForkedProcess[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    await createNotes(database.dataSource);
    const unitOfWork = new UnitOfWork(database.dataSource);
    letters = new DeadLetters(unitOfWork, new Inbox(unitOfWork));
    namespace = testNamespace();
    publisher = createBroker(
      resolveOptions({ service: 'things', broker: { url: RABBITMQ_URL, namespace } }, { NODE_ENV: 'test' }),
    );
    publisher.start();
    await eventually('the publisher is connected', () => publisher.status() === 'connected');
  });

  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await publisher?.close();
    await database?.drop();
  });

  const start = async (setup: Omit<ChildSetup, 'databaseUrl' | 'namespace'>) => {
    const child = await startChildService({ databaseUrl: database.url, namespace, ...setup });
    children.push(child);
    return child;
  };
  const publish = (event: EventEnvelope) =>
    publisher.publish({
      exchange: new BrokerNames('things', namespace).eventsExchange('things'),
      routingKey: 'thing-happened.v1',
      body: Buffer.from(JSON.stringify(event)),
      properties: { messageId: event.id },
    });

  it('between the commit and the ack: the effect happens once', async () => {
    const doomed = await start({ dieAtAck: true });
    await publish(thingHappened({ subject: 'committed' }));
    await publish(thingHappened({ subject: 'next' }));
    expect(await doomed.ended).toBe('SIGKILL');
    expect(await notes(database.dataSource)).toEqual({ committed: 1 });

    await start({});
    await eventually('the next one is noted', async () => (await notes(database.dataSource)).next);
    expect(await notes(database.dataSource)).toEqual({ committed: 1, next: 1 });
    expect(await letters.count()).toBe(0);
  });

  it('in the handler: the effect happens once, by another process', async () => {
    const doomed = await start({ dieAtThing: 'deadly-here' });
    await publish(thingHappened({ subject: 'deadly-here' }));
    expect(await doomed.ended).toBe('SIGKILL');
    expect(await notes(database.dataSource)).toEqual({});

    await start({});
    await eventually('it is noted', async () => (await notes(database.dataSource))['deadly-here']);
    expect(await notes(database.dataSource)).toEqual({ 'deadly-here': 1 });
  });

  it('by the same message again and again: that one is parked as a crash suspect, and innocents are handled', async () => {
    const deliveryLimit = 2;
    const first = await start({ deliveryLimit, dieAtThing: 'poison' });
    const innocents = Array.from({ length: 12 }, (_, index) => `innocent-${index}`);
    const poison = thingHappened({ subject: 'poison', correlationid: 'who did it' });
    for (const subject of innocents.slice(0, 6)) await publish(thingHappened({ subject }));
    await publish(poison);
    for (const subject of innocents.slice(6)) await publish(thingHappened({ subject }));

    let deaths = 0;
    let child = first;
    const restartOnDeath = async () => {
      if (!child.isRunning) {
        deaths += 1;
        child = await start({ deliveryLimit, dieAtThing: 'poison' });
      }
      const noted = await notes(database.dataSource);
      return (await letters.count()) === 1 && innocents.every((subject) => noted[subject] === 1);
    };
    await eventually('the poison is parked and the innocents are noted', restartOnDeath, 90_000);

    expect(deaths).toBe(deliveryLimit + 1);
    expect(await letters.find()).toMatchObject([
      {
        reason: 'crash-suspect',
        consumer: 'note-thing',
        queue: `${namespace}.svc.note-thing`,
        exchange: `${namespace}.things.events`,
        routingKey: 'thing-happened.v1',
        eventId: poison.id,
        correlationId: 'who did it',
        attempts: deliveryLimit + 1,
        errorName: 'CrashSuspectError',
        errorMessage: expect.stringContaining('handed out 3 times') as string,
      },
    ]);
    expect((await notes(database.dataSource)).poison).toBeUndefined();
    expect(child.isRunning).toBe(true);
  });
});
