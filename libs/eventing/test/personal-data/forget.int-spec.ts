import { Logger, type INestApplicationContext } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { eventually } from '@warren/eventing/testing';
import { DeadLetters } from '../../src/dead-letters/dead-letters';
import { DeadLetterRedrive } from '../../src/dead-letters/redrive/dead-letter-redrive';
import { EventingHealth } from '../../src/eventing.health';
import { FORGOTTEN } from '../../src/message/personal/wire-form';
import { Forgetting } from '../../src/personal-data/forgetting/forgetting';
import { OutboxReplay } from '../../src/replay/outbox-replay';
import { Registry, WelcomeCitizen } from './support/services';
import { BROKERS, Town } from './support/town';

Logger.overrideLogger(false);
jest.setTimeout(90_000);

describe.each(BROKERS)('forgetting a person, %s', (_, url) => {
  let town: Town;
  let registry: INestApplicationContext;
  let post: INestApplicationContext;
  let ada: string;

  const forget = (id: string) => registry.get(Forgetting).forget(id);
  const forgotten = () => town.untilPostKnows(ada, [FORGOTTEN], [FORGOTTEN]);

  beforeEach(async () => {
    town = await Town.found(url);
    registry = await town.startRegistry();
    post = await town.startPost();
    ada = randomUUID();
  });
  afterEach(async () => {
    WelcomeCitizen.before = () => Promise.resolve();
    await town.close();
  });

  async function introduce(): Promise<void> {
    await registry.get(Registry).register(ada, 'Ada Lovelace');
    await town.untilPostKnows(ada, ['Ada Lovelace'], ['Dear Ada Lovelace']);
  }

  it('leaves her name in no database, and others as they are', async () => {
    const bob = randomUUID();
    await registry.get(Registry).register(bob, 'Robert');
    await introduce();
    expect(await town.dumps()).toContain('Lovelace');
    await forget(ada);
    await forgotten();
    await eventually('the keys to be gone', async () => {
      const sql = 'select 1 from eventing.personal_keys where subject = $1';
      return [...(await town.inRegistry(sql, [ada])), ...(await town.inPost(sql, [ada]))].length === 0;
    });
    expect(await town.dumps()).not.toContain('Lovelace');
    await registry.get(Registry).rename(bob, 'Bob');
    await town.untilPostKnows(bob, ['Robert', 'Bob'], ['Dear Robert']);
  });

  it('is not undone by a replay, nor in what is built from it anew', async () => {
    await introduce();
    await registry.get(Registry).rename(ada, 'Ada King');
    await forget(ada);
    await forgotten();
    await town.stop(post);
    await town.inPost('delete from addressees');
    await town.inPost('delete from letters');
    await town.inPost('delete from eventing.projection_gate');
    await town.inPost('delete from eventing.snapshot_requests');
    await town.inPost('delete from eventing.inbox');
    post = await town.startPost();
    const replays = registry.get(OutboxReplay);
    const { id } = await replays.request({ requestedBy: 'test' });
    for await (const { state } of replays.run(id)) expect(state).toBeDefined();
    await eventually(
      'the post to have read all of it',
      async () => (await town.namesOf(ada))?.[0] === FORGOTTEN,
    );
    await eventually('the letter', async () => (await town.lettersTo(ada)).length === 1);
    const [letter] = await town.lettersTo(ada);
    expect(letter).toMatch(/^(Dear )?\(forgotten\)$/);
    expect(await town.dumps()).not.toMatch(/Lovelace|King/);
  });

  it('comes before or after what a handler makes of her name, never in between', async () => {
    let goOn = (): void => undefined;
    const isHandling = new Promise<void>((resolve) => {
      WelcomeCitizen.before = () => {
        resolve();
        return new Promise((go) => (goOn = go));
      };
    });
    await registry.get(Registry).register(ada, 'Ada Lovelace');
    await isHandling;
    await forget(ada);
    await eventually('somebody to wait for the handler', async () => {
      const [row] = await town.inPost<{ count: number }>(
        `select count(*)::int from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%personal_subjects%'`,
      );
      return (row?.count ?? 0) > 0;
    });
    goOn();
    await forgotten();
  });

  it('of whom something is being published waits for that; what comes after it is empty', async () => {
    await introduce();
    const order: string[] = [];
    let commit = (): void => undefined;
    const written = new Promise<void>((isWritten) => {
      const renaming = registry.get(Registry).rename(ada, 'Ada King', () => {
        isWritten();
        return new Promise<void>((go) => (commit = go));
      });
      void renaming.then(() => order.push('published'));
    });
    await written;
    const forgetting = forget(ada).then(() => order.push('forgotten'));
    await eventually('the forgetting to wait', async () => {
      const [row] = await town.inRegistry<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return row?.count === 1;
    });
    commit();
    await forgetting;
    expect(order).toEqual(['published', 'forgotten']);
    await registry.get(Registry).rename(ada, 'Countess');
    const rows = await town.inRegistry<{ body: string }>(
      'select body from eventing.outbox where partition_key = $1 order by position',
      [`citizen/${ada}`],
    );
    expect(rows.at(-1)?.body).toContain('"name":"personal:forgotten"');
    await town.untilPostKnows(ada, [FORGOTTEN, FORGOTTEN], [FORGOTTEN]);
    expect(await town.dumps()).not.toContain('Countess');
  });

  it('reaches what is scheduled, and what lies among the dead letters', async () => {
    await registry.get(Registry).register(ada, 'Nobody');
    await eventually('both to be parked', async () => (await post.get(DeadLetters).find()).length === 2);
    await registry.get(Registry).renameLater(ada, 'Ada King', { after: '2s' });
    const [waiting] = await town.inRegistry<{ data: string }>(
      'select data::text from eventing.scheduled_events',
    );
    expect(waiting?.data).toMatch(/personal:1:[1-9]\d*:[\w-]+/);
    await forget(ada);
    await eventually('the scheduled one to be published', async () => {
      const left = await town.inRegistry('select 1 from eventing.scheduled_events');
      return left.length === 0;
    });
    await post.get(DeadLetterRedrive).matching({}, { actor: 'test' });
    await eventually('the dead letters to be handled', async () => {
      const [row] = await town.inPost<{ count: number }>(
        `select count(*)::int from eventing.dead_letters where status = 'handled'`,
      );
      return row?.count === 2;
    });
    await eventually('all to be read', async () => (await town.namesOf(ada))?.at(-1) === FORGOTTEN);
    expect(await town.dumps()).not.toMatch(/Nobody|King/);
  });

  it('is told to a copy that begins with a snapshot', async () => {
    await introduce();
    await forget(ada);
    await forgotten();
    await town.stop(post);
    await town.inPost('delete from addressees');
    await town.inPost('delete from eventing.projection_gate');
    await town.inPost('delete from eventing.snapshot_requests');
    await town.inPost('delete from eventing.personal_subjects');
    post = await town.startPost();
    await eventually('the snapshot', () =>
      post
        .get(EventingHealth)
        .state()
        .snapshots.each.every(({ state }) => state === 'complete'),
    );
    expect(await town.namesOf(ada)).toEqual([FORGOTTEN]);
  });

  it('is done again after a restore, with the list that was kept apart', async () => {
    await introduce();
    await forget(ada);
    await forgotten();
    const list: string[] = [];
    for await (const subject of registry.get(Forgetting).forgotten()) list.push(subject);
    expect(list).toEqual([ada]);
    // As an older back-up has it: the person, the key, and nothing of the forgetting.
    await town.inRegistry('update citizens set name = $1', ['Ada Lovelace']);
    await town.inRegistry('delete from eventing.personal_subjects');
    await town.inPost('update addressees set names = $1', [['Ada Lovelace']]);
    await town.inPost('update letters set text = $1', ['Dear Ada Lovelace']);
    expect(await registry.get(Forgetting).forgetAgain(list)).toBe(1);
    await forgotten();
    expect(await town.dumps()).not.toContain('Lovelace');
  });
});

describe('keys of persons', () => {
  const masterKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

  it('are rotated, both those of persons and the master keys that wrap them', async () => {
    const town = await Town.found(BROKERS[0][1]);
    const [old, fresh] = [masterKey('old'), masterKey('new')];
    const ada = randomUUID();
    const post = await town.startPost({ masterKeys: old });
    let registry = await town.startRegistry({ masterKeys: old });
    await registry.get(Registry).register(ada, 'Ada 1');
    await town.untilPostKnows(ada, ['Ada 1'], ['Dear Ada 1']);

    await registry.get(Forgetting).rotate(ada);
    await registry.get(Registry).rename(ada, 'Ada 2');
    await town.untilPostKnows(ada, ['Ada 1', 'Ada 2'], ['Dear Ada 1']);
    const rows = await town.inRegistry<{ body: string }>(
      'select body from eventing.outbox order by position',
    );
    const [first = 0, last = 0] = rows.map(({ body }) => Number(/"name":"personal:1:(\d+):/.exec(body)?.[1]));
    expect(last).toBeGreaterThan(first);

    await town.stop(registry);
    registry = await town.startRegistry({ masterKeys: `${fresh},${old}` });
    expect(await registry.get(Forgetting).rewrap()).toBe(2);
    expect(await registry.get(Forgetting).rewrap()).toBe(0);
    await town.stop(registry);
    registry = await town.startRegistry({ masterKeys: fresh });
    await registry.get(Registry).rename(ada, 'Ada 3');
    await town.untilPostKnows(ada, ['Ada 1', 'Ada 2', 'Ada 3'], ['Dear Ada 1']);
    expect(await post.get(DeadLetters).find()).toEqual([]);
    await town.close();
  });

  it('need a master key of their own in production', async () => {
    const town = await Town.found(BROKERS[0][1]);
    await expect(town.startRegistry({ isProduction: true })).rejects.toThrow(/PERSONAL_DATA_KEYS/);
    await expect(town.startPost({ isProduction: true })).rejects.toThrow(/PERSONAL_DATA_KEYS/);
    await town.close();
  });
});
