import { Logger, type INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import type { OutgoingMessage } from '../../src/broker/broker';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { InMemoryServer } from '../../src/broker/in-memory/in-memory-server';
import { requestMessage } from '../../src/snapshots/snapshot-messages';
import type { SnapshotRequest } from '../../src/snapshots/snapshot-request';
import { BROKERS, City } from './support/city';
import { Keeper } from './support/zoo';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const [[, IN_MEMORY]] = BROKERS;

/** What others ask of a service that it cannot give. None of it may keep the service from answering the next one. */
describe('a request for snapshots', () => {
  let city: City;
  let zoo: INestApplicationContext;

  beforeAll(async () => {
    city = await City.found(IN_MEMORY);
    zoo = await city.startZoo();
    await zoo.get(Keeper).move(randomUUID(), 'arena');
  });
  afterAll(() => city.close());
  afterEach(async () => {
    await city.zooDatabase.dataSource.query('delete from eventing.dead_letters');
  });

  function request(changes: Partial<SnapshotRequest> = {}): OutgoingMessage {
    const id = randomUUID();
    const asked = { requester: 'museum', projection: 'whereabouts', snapshot: 'zoo.animal-snapshot.v1' };
    const all = { id, ...asked, after: undefined, sent: 0, correlationId: id, ...changes };
    return requestMessage(city.namesOf(all.requester), 'zoo', all);
  }

  const withBody = (message: OutgoingMessage, change: (body: string) => string): OutgoingMessage => ({
    ...message,
    body: Buffer.from(change(message.body.toString())),
  });

  const control = () => city.namesOf('zoo').queue('control');

  async function untilDealtWith(): Promise<void> {
    const server = InMemoryServer.of(city.namespace);
    await eventually('the control queue to be empty', () => server.lengthOf(control()) === 0);
  }

  async function parked() {
    await untilDealtWith();
    return zoo.get(DeadLetters).find({ consumer: 'control' });
  }

  it.each([
    ['is no event', (body: string) => body.slice(1), 'malformed', /not JSON/],
    [
      'is none',
      (body: string) => body.replace('snapshot-requested', 'snapshot-forbidden'),
      'unknown-event',
      /is no request/,
    ],
    [
      'comes from someone else',
      (body: string) => body.replace('"/museum"', '"/mint"'),
      'unknown-event',
      /is no request/,
    ],
    [
      'names no projection',
      (body: string) => body.replace('"projection":"whereabouts"', '"projection":"#"'),
      'invalid-payload',
      /projection/,
    ],
  ])('that %s is parked, and says why', async (_what, change, reason, message) => {
    await city.publish(zoo, withBody(request(), change));
    expect(await parked()).toEqual([
      expect.objectContaining({ reason, errorMessage: expect.stringMatching(message) as string }),
    ]);
  });

  it('for what the service does not provide is parked, with what it does', async () => {
    await city.publish(zoo, request({ snapshot: 'zoo.keeper-snapshot.v1' }));
    expect(await parked()).toEqual([
      expect.objectContaining({
        reason: 'unknown-event',
        errorMessage:
          'museum asks for zoo.keeper-snapshot.v1, which zoo does not provide: it has zoo.animal-snapshot.v1.',
      }),
    ]);
  });

  it('of a service or projection that does not exist ends, and nobody is told but the log', async () => {
    await city.publish(zoo, request({ requester: 'nobody' }));
    await city.startMuseum();
    await city.publish(zoo, request({ projection: 'no-such-thing' }));
    expect(await parked()).toEqual([]);
  });

  it('never reaches a queue that takes no snapshots', async () => {
    const victim = city.namesOf('museum').deadLetters;
    await city.startMuseum();
    await city.publish(zoo, request({ projection: 'dead-letters' }));
    expect(await parked()).toEqual([]);
    expect(InMemoryServer.of(city.namespace).lengthOf(victim)).toBe(0);
  });

  it('is answered after all of these', async () => {
    const museum = await city.startMuseum();
    await city.untilCopyIs(museum, { state: 'complete' });
    await city.untilMuseumKnowsAll();
  });
});
