import { eventually } from '@warren/eventing/testing';
import { startChildReplica, type ChildSetup } from '../sagas/support/child-replica';
import type { ForkedProcess } from '../support/forked-process';
import { Reminders } from './support/reminders';

jest.setTimeout(120_000);

describe('Scheduled events, with several replicas', () => {
  let reminders: Reminders;
  const children: ForkedProcess[] = [];

  beforeEach(async () => {
    reminders = await Reminders.create();
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()));
    await reminders?.world.end();
  });

  const child = async (dieAt?: ChildSetup['dieAt'], batchSize?: number) => {
    const { database, namespace } = reminders.world;
    const started = await startChildReplica({
      databaseUrl: database.url,
      namespace,
      dieAt,
      scheduling: { batchSize },
    });
    children.push(started);
    return started;
  };
  const allPublishedOnce = async (count: number) => {
    await eventually(`${count} to be published`, async () => (await reminders.numbers()).length >= count);
    const published = await reminders.published();
    expect(published.map(({ data }) => data.number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, n) => n + 1),
    );
    expect(await reminders.waiting()).toBe(0);
    const sequences = new Map<string, number[]>();
    for (const { subject, sequence } of published)
      sequences.set(subject, [...(sequences.get(subject) ?? []), sequence]);
    for (const numbers of sequences.values()) expect(numbers).toEqual(numbers.map((_, n) => n + 1));
  };

  it('are published once each, when 3000 are due at once and two replicas share them', async () => {
    await Promise.all([reminders.replica(), reminders.replica()]);
    await reminders.overdue(3_000);
    await allPublishedOnce(3_000);
    const [moves] = await reminders.world.query<{ transactions: number }>(
      'select count(distinct xmin::text)::int as transactions from eventing.outbox',
    );
    expect(moves?.transactions).toBeGreaterThanOrEqual(6); // 500 at a time
  });

  it.each(['events written', 'events moved'] as const)(
    'are published once each when a replica is killed in the moment of "%s"',
    async (moment) => {
      const doomed = await child(moment, 100);
      await reminders.overdue(250);
      expect(await doomed.ended).toBe('SIGKILL');
      expect((await reminders.numbers()).length).toBe(moment === 'events moved' ? 100 : 0);
      await reminders.replica();
      await allPublishedOnce(250);
    },
  );

  it('are published once each when replicas are killed at any moment while they move them', async () => {
    await Promise.all([child(undefined, 20), child(undefined, 20)]);
    await reminders.overdue(4_000);
    for (const share of [200, 1_000]) {
      await eventually(`${share} to be published`, async () => (await reminders.numbers()).length >= share);
      await children.shift()?.kill();
    }
    expect(await reminders.waiting()).toBeGreaterThan(0); // they were at it
    await reminders.replica();
    await allPublishedOnce(4_000);
  });

  it('that were moved go out before the process has stopped', async () => {
    const replica = await reminders.replica();
    await reminders.schedule(replica, { number: 1 }, { after: '100ms' });
    await reminders.untilPublished(1);
    await reminders.world.stop(replica);
    const [checkpoint] = await reminders.world.query<{ relayed: boolean }>(
      `select (select last_position from eventing.relay_checkpoint order by id desc limit 1)
            = (select max(position) from eventing.outbox) as relayed`,
    );
    expect(checkpoint?.relayed).toBe(true);
  });
});
