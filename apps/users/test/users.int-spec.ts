import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserSnapshot } from '@warren/contracts';
import { FORGOTTEN, type EventEnvelope } from '@warren/eventing';
import { allSnapshots, readable } from '@warren/eventing/testing';
import { runCommand, startService, untilAvailable, type StartedService } from '@warren/platform/testing';
import { migrations } from '../migrations';
import { UserSnapshots } from '../src/integration/user-snapshots';
import { UsersModule } from '../src/users.module';

jest.setTimeout(60_000);

let users: StartedService;

beforeAll(async () => {
  users = await startService(UsersModule, { name: 'users', migrations });
});

afterAll(() => users.stop());

const create = async (name = 'Ada Lovelace') =>
  (await users.post('/users', { name, email: 'ada@example.com' })).body as { id: string };

/** What others were told of a user, in order, as it is stored and travels. */
async function stored(userId: string): Promise<EventEnvelope<object>[]> {
  const rows = await users.query<{ body: string }>(
    'select body::text as body from eventing.outbox where partition_key = $1 order by position',
    [`user/${userId}`],
  );
  return rows.map(({ body }) => JSON.parse(body) as EventEnvelope<object>);
}

/** The same as they read it. */
const told = async (userId: string) => readable(users.app, await stored(userId));

describe('UserSnapshots', () => {
  it('tell of every user as it is, page by page', async () => {
    const all = [await create('Ada'), await create('Bob'), await create('Eve')];
    await users.patch(`/users/${all[1]?.id}`, { name: 'Bobby' });
    const told = await allSnapshots(users.app.get(UserSnapshots));
    const rows = await users.query<{ count: number }>('select count(*)::int as count from users');
    expect(told).toHaveLength(rows[0]?.count as number);
    for (const [index, name] of ['Ada', 'Bobby', 'Eve'].entries())
      expect(told).toContainEqual(
        new UserSnapshot({ userId: all[index]?.id as string, name, email: 'ada@example.com' }),
      );
  });
});

describe('POST /users', () => {
  it('creates a user, says where, and tells others', async () => {
    const { status, headers, body } = await users.post('/users', {
      name: ' Ada Lovelace ',
      email: 'ada@example.com',
    });
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.any(String), name: 'Ada Lovelace', email: 'ada@example.com' });
    expect(headers.get('location')).toBe(`/users/${body.id}`);
    expect((await users.get(`/users/${body.id}`)).body).toEqual(body);
    expect(await told(body.id)).toMatchObject([
      {
        type: 'users.user-created.v1',
        data: { userId: body.id, name: 'Ada Lovelace', email: 'ada@example.com' },
      },
    ]);
  });

  it.each([
    ['no name', { email: 'ada@example.com' }, 'name'],
    ['an empty name', { name: '', email: 'ada@example.com' }, 'name'],
    ['a name of another type', { name: ['Ada'], email: 'ada@example.com' }, 'name'],
    ['a name that cannot be stored', { name: 'A\u0000da', email: 'ada@example.com' }, 'name'],
    ['a name as long as a book', { name: 'A'.repeat(201), email: 'ada@example.com' }, 'name'],
    ['no email', { name: 'Ada' }, 'email'],
    ['an email that is none', { name: 'Ada', email: 'ada at example' }, 'email'],
    ['an id of its own', { id: randomUUID(), name: 'Ada', email: 'ada@example.com' }, 'id'],
  ])('refuses %s', async (_, json, field) => {
    const { status, body } = await users.post('/users', json);
    expect(status).toBe(400);
    expect(body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it('sends the correlation id of the request along with its event', async () => {
    const { body } = await users.post(
      '/users',
      { name: 'Ada', email: 'ada@example.com' },
      { 'x-correlation-id': 'signup-7' },
    );
    expect(await told(body.id)).toMatchObject([{ correlationid: 'signup-7' }]);
  });
});

describe('PATCH /users/:userId', () => {
  it('changes what is sent, keeps the rest, and tells others', async () => {
    const { id } = await create();
    const { status, body } = await users.patch(`/users/${id}`, { name: 'Ada King' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { id, name: 'Ada King', email: 'ada@example.com' },
    });
    expect((await told(id)).map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'users.user-created.v1', data: { userId: id, name: 'Ada Lovelace', email: 'ada@example.com' } },
      { type: 'users.user-updated.v1', data: { userId: id, name: 'Ada King', email: 'ada@example.com' } },
    ]);
  });

  it('tells nobody when nothing changes', async () => {
    const { id } = await create();
    expect((await users.patch(`/users/${id}`, { name: 'Ada Lovelace' })).status).toBe(200);
    expect((await users.patch(`/users/${id}`, {})).status).toBe(200);
    expect(await told(id)).toHaveLength(1);
  });

  it('loses neither of two changes that are made at the same time', async () => {
    const { id } = await create();
    const changes = Array.from({ length: 10 }, (_, i) => [
      { name: `Ada ${i}` },
      { email: `ada${i}@example.com` },
    ]).flat();
    const answers = await Promise.all(
      changes.map((change) => untilAvailable(() => users.patch(`/users/${id}`, change))),
    );
    expect(answers.map(({ status }) => status)).toEqual(changes.map(() => 200));
    const events = await told(id);
    // Each event differs from the one before in one field only: nobody wrote over what another had just changed.
    for (const [before, after] of events.slice(1).map((event, index) => [events[index]?.data, event.data])) {
      const differing = Object.entries(after ?? {}).filter(
        ([key, value]) => (before as Record<string, unknown>)[key] !== value,
      );
      expect(differing).toHaveLength(1);
    }
    expect((await users.get(`/users/${id}`)).body).toMatchObject({
      name: expect.stringMatching(/^Ada \d$/),
      email: expect.stringMatching(/^ada\d@/),
    });
  });

  it.each([[{ name: null }], [{ email: 'no' }], [{ name: '  ' }], [{ nmae: 'Ada' }], [[]], ['Ada']])(
    'refuses %j',
    async (json) => {
      const { id } = await create();
      expect((await users.patch(`/users/${id}`, json)).status).toBe(400);
    },
  );

  it('knows no stranger', async () => {
    const { status, body } = await users.patch(`/users/${randomUUID()}`, { name: 'Ada' });
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:user-not-found' });
  });
});

describe('GET /users/:userId', () => {
  it('knows no stranger', async () => {
    const { status, body } = await users.get(`/users/${randomUUID()}`);
    expect({ status, type: body.type }).toEqual({ status: 404, type: 'urn:problem:user-not-found' });
  });

  it('refuses what is no id', async () => {
    expect((await users.get('/users/ada')).status).toBe(400);
  });
});

describe('DELETE /users/:userId/personal-data', () => {
  const forget = (id: string) => users.send('DELETE', `/users/${id}/personal-data`);

  it('leaves a user of whom nobody can read anything, in what was told before either', async () => {
    const { id } = await create('Ada Lovelace');
    await users.patch(`/users/${id}`, { email: 'king@example.com' });
    expect(JSON.stringify(await stored(id))).not.toMatch(/Lovelace|example.com/);
    expect(await told(id)).toMatchObject([
      { data: { name: 'Ada Lovelace', email: 'ada@example.com' } },
      { data: { name: 'Ada Lovelace', email: 'king@example.com' } },
    ]);
    expect((await forget(id)).status).toBe(204);
    const nobody = { name: FORGOTTEN, email: FORGOTTEN };
    expect((await users.get(`/users/${id}`)).body).toEqual({ id, ...nobody });
    expect(await told(id)).toMatchObject([
      { data: nobody },
      { data: nobody },
      { type: 'users.user-forgotten.v1', data: { userId: id } },
    ]);
    expect(await allSnapshots(users.app.get(UserSnapshots))).toContainEqual(
      new UserSnapshot({ userId: id, ...nobody }),
    );
    const keys = await users.query('select 1 from eventing.personal_keys where subject = $1', [id]);
    expect(keys).toEqual([]);
  });

  it('is for good: nothing is said of the user any more', async () => {
    const { id } = await create();
    await forget(id);
    const { status, body } = await users.patch(`/users/${id}`, { name: 'Ada' });
    expect({ status, type: body.type }).toEqual({ status: 409, type: 'urn:problem:user-was-forgotten' });
    expect((await forget(id)).status).toBe(204);
  });

  it('knows no stranger', async () => {
    expect((await forget(randomUUID())).status).toBe(404);
  });
});

describe('personal-data, on the command line', () => {
  const warren = (...args: string[]) =>
    runCommand(UsersModule, { name: 'users', migrations }, users.env, 'personal-data', ...args, '--json');
  const by = ['--actor', 'ann'];

  it('forgets, tells who was forgotten, and forgets again who is on a list', async () => {
    const [{ id }, restored] = [await create(), randomUUID()];
    expect((await warren('forget', id, ...by)).json()).toEqual({ forgotten: [id] });
    expect((await users.get(`/users/${id}`)).body.name).toBe(FORGOTTEN);
    expect((await warren('forgotten')).json().forgotten).toContain(id);
    await users.query('update users set name = $2 where id = $1', [id, 'Ada, as in an old back-up']);
    const list = join(await mkdtemp(join(tmpdir(), 'warren-forgotten-')), 'list.txt');
    await writeFile(list, `${id}\n${restored}\n`);
    const again = await warren('forget-again', '--from', list, ...by);
    expect(again.json().forgottenAgain).toBeGreaterThanOrEqual(2);
    expect((await users.get(`/users/${id}`)).body.name).toBe(FORGOTTEN);
    expect((await warren('forgotten')).json().forgotten).toContain(restored);
  });

  it('rotates the key of a user, and says whose key it does not have', async () => {
    const { id } = await create();
    expect((await warren('rotate', id, ...by)).code).toBe(0);
    await users.patch(`/users/${id}`, { name: 'Ada King' });
    const versions = (await stored(id)).map(({ data }) =>
      Number(/personal:1:(\d+):/.exec(JSON.stringify(data))?.[1]),
    );
    expect(versions.at(-1)).toBeGreaterThan(versions[0] ?? Infinity);
    expect(await told(id)).toMatchObject([
      { data: { name: 'Ada Lovelace' } },
      { data: { name: 'Ada King' } },
    ]);
    expect(await warren('rotate', randomUUID(), ...by)).toMatchObject({ code: 1 });
    expect((await warren('rewrap', ...by)).json()).toEqual({ rewrapped: 0 });
  });
});
