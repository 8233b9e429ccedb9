import { Logger, type INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { BROKER, type Broker } from '../../src/broker/broker';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { EventingHealth } from '../../src/eventing.health';
import { Registry } from './support/services';
import { BROKERS, dump, Town } from './support/town';

Logger.overrideLogger(false);
jest.setTimeout(90_000);

describe.each(BROKERS)('keys of persons, %s', (_, url) => {
  let town: Town;
  let registry: INestApplicationContext;
  let post: INestApplicationContext;

  beforeEach(async () => {
    town = await Town.found(url);
    registry = await town.startRegistry();
  });
  afterEach(() => town.close());

  it('are handed out to who reads the events, which lie everywhere as ciphertext', async () => {
    post = await town.startPost();
    const citizen = randomUUID();
    await registry.get(Registry).register(citizen, 'Ada Lovelace');
    await registry.get(Registry).rename(citizen, 'Ada King');
    await town.untilPostKnows(citizen, ['Ada Lovelace', 'Ada King'], ['Dear Ada Lovelace']);
    const outbox = await town.inRegistry<{ body: string }>('select body from eventing.outbox');
    expect(outbox.map(({ body }) => body).join()).not.toMatch(/Ada/);
    expect(outbox[0]?.body).toMatch(/"name":"personal:1:[1-9]\d*:[\w-]+"/);
  });

  it('are not asked for by each message that waits for them, and keep the order of an aggregate', async () => {
    const citizen = randomUUID();
    post = await town.startPost();
    const asked = jest.spyOn(post.get<Broker>(BROKER), 'ask');
    await registry.get(Registry).register(citizen, 'Ada 0');
    const names = Array.from({ length: 40 }, (_, index) => `Ada ${index + 1}`);
    for (const name of names) await registry.get(Registry).rename(citizen, name);
    await town.untilPostKnows(citizen, ['Ada 0', ...names], ['Dear Ada 0']);
    expect(asked.mock.calls.length).toBeGreaterThan(0);
    // Once, and again only where an answer takes its time.
    expect(asked.mock.calls.length).toBeLessThan(names.length / 4);
  });

  it('are kept by two replicas that ask at the same time', async () => {
    const posts = [await town.startPost(), await town.startPost()];
    const citizens = Array.from({ length: 30 }, () => randomUUID());
    await Promise.all(citizens.map((id) => registry.get(Registry).register(id, `Ada ${id}`)));
    for (const id of citizens) await town.untilPostKnows(id, [`Ada ${id}`], [`Dear Ada ${id}`]);
    const [row] = await town.inPost<{ count: number }>('select count(*)::int from eventing.personal_keys');
    expect(row?.count).toBe(citizens.length);
    expect(posts).toHaveLength(2);
  });

  it('are waited for while their owner is stopped; once there they do without it', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    post = await town.startPost();
    await registry.get(Registry).register(known, 'Ada');
    await town.untilPostKnows(known, ['Ada'], ['Dear Ada']);
    await town.stop(post);
    await registry.get(Registry).rename(known, 'Ada King');
    await registry.get(Registry).register(unknown, 'Bob');
    await registry.get(Registry).rename(unknown, 'Robert');
    await eventually('the registry to have sent its events', async () => {
      const [last] = await town.inRegistry<{ last: number }>(
        'select max(position)::int as last from eventing.outbox',
      );
      return registry.get(EventingHealth).state().relay.lastPosition >= (last?.last ?? Infinity);
    });
    await town.stop(registry);

    post = await town.startPost();
    await eventually('the post to want a key', () =>
      post
        .get(EventingHealth)
        .state()
        .consumers.some(({ detail }) => detail?.includes('registry was asked')),
    );
    expect(await town.namesOf(unknown)).toBeUndefined();
    expect(await post.get(DeadLetters).find()).toEqual([]);

    await town.startRegistry();
    await town.untilPostKnows(unknown, ['Bob', 'Robert'], ['Dear Bob']);
    await town.untilPostKnows(known, ['Ada', 'Ada King'], ['Dear Ada']);
    expect(await post.get(DeadLetters).find()).toEqual([]);
  });

  it('are asked for anew of an owner that has lost some, by a back-up of its keys that was older than the rest', async () => {
    post = await town.startPost();
    const citizen = randomUUID();
    await registry.get(Registry).register(citizen, 'Ada');
    await town.untilPostKnows(citizen, ['Ada'], ['Dear Ada']);
    await town.inRegistry(`delete from eventing.personal_keys where subject = '${citizen}'`);
    await town.inRegistry(`delete from eventing.personal_subjects where subject = '${citizen}'`);
    const aMinuteLater = Date.now() + 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(aMinuteLater);
    await registry
      .get(Registry)
      .rename(citizen, 'Ada King')
      .finally(() => clock.mockRestore());
    await town.untilPostKnows(citizen, ['Ada', 'Ada King'], ['Dear Ada']);
    expect(await post.get(DeadLetters).find()).toEqual([]);
  });

  it('do not go over the broker, nor lie in a database, in a form that anybody could read', async () => {
    post = await town.startPost();
    const answers: Buffer[] = [];
    const broker = post.get<Broker>(BROKER);
    const ask = broker.ask.bind(broker);
    jest.spyOn(broker, 'ask').mockImplementation(async (...question) => {
      const answer = await ask(...question);
      if (answer) answers.push(answer);
      return answer;
    });
    const citizen = randomUUID();
    await registry.get(Registry).register(citizen, 'Ada');
    await town.untilPostKnows(citizen, ['Ada'], ['Dear Ada']);
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers.map(String)) {
      expect(Object.keys(JSON.parse(answer) as object)).toEqual(['publicKey', 'sealed']);
      expect(answer).not.toContain(citizen);
    }
    const wrapped = 'select wrapped from eventing.personal_keys';
    const [theirs] = await town.inRegistry<{ wrapped: Buffer }>(wrapped);
    const [ours] = await town.inPost<{ wrapped: Buffer }>(wrapped);
    expect(theirs?.wrapped).toHaveLength(12 + 32 + 16);
    expect(ours?.wrapped.equals(theirs?.wrapped as Buffer)).toBe(false);
  });
});

describe('what cannot be decrypted', () => {
  it('is parked, and what the errors of others say of a person is not in their dead letters', async () => {
    const town = await Town.found(BROKERS[0][1]);
    const registry = await town.startRegistry();
    const post = await town.startPost();
    const [nobody, lost] = [randomUUID(), randomUUID()];
    await registry.get(Registry).register(nobody, 'Nobody');
    await eventually('both to be parked', async () => (await post.get(DeadLetters).find()).length === 2);
    const letters = await post.get(DeadLetters).find();
    for (const { errorMessage } of letters) expect(errorMessage).toMatch(/\(personal\)/);
    await town.inPost('delete from eventing.dead_letters');
    await town.stop(post);
    await registry.get(Registry).register(lost, 'Bob');
    await town.inRegistry('delete from eventing.personal_keys where subject = $1', [lost]);
    const again = await town.startPost();
    await eventually('both to be parked', async () => (await again.get(DeadLetters).find()).length === 2);
    for (const { errorMessage } of await again.get(DeadLetters).find())
      expect(errorMessage).toMatch(/name cannot be decrypted/);
    expect(await dump(town.postDatabase.url)).not.toMatch(/Nobody/);
    await town.close();
  });
});
