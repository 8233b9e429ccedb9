import { AsyncResource } from 'node:async_hooks';
import { DataSource } from 'typeorm';
import { UnitOfWorkError } from '../../src/message/errors';
import type { Collector } from '../../src/unit-of-work/frame';
import { UnitOfWork } from '../../src/unit-of-work/unit-of-work';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

describe('the unit of work', () => {
  let database: TestDatabase;
  let unitOfWork: UnitOfWork;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.dataSource.query('create table notes (text text primary key)');
  });
  beforeEach(async () => {
    unitOfWork = new UnitOfWork(database.dataSource);
    await database.dataSource.query('truncate notes');
  });
  afterAll(() => database.drop());

  const write = (text: string) => unitOfWork.manager.query('insert into notes values ($1)', [text]);
  const notes = async () =>
    (await database.dataSource.query<{ text: string }[]>('select text from notes order by text')).map(
      ({ text }) => text,
    );
  const fail = () => {
    throw new Error('changed my mind');
  };

  it('commits what runs in it, at any depth of calls, and passes on the result', async () => {
    const deeper = async () => write('b');
    await expect(unitOfWork.run(async () => (await write('a'), await deeper(), 42))).resolves.toBe(42);
    expect(await notes()).toEqual(['a', 'b']);
  });

  it('undoes everything when it throws, and passes on the error', async () => {
    await expect(unitOfWork.run(async () => (await write('a'), fail()))).rejects.toThrow('changed my mind');
    expect(await notes()).toEqual([]);
  });

  it('undoes only the nested part when that throws and is caught', async () => {
    await unitOfWork.run(async () => {
      await write('a');
      await unitOfWork.run(async () => (await write('b'), fail())).catch(() => write('c'));
    });
    expect(await notes()).toEqual(['a', 'c']);
  });

  it('fails when PostgreSQL rolls back instead of committing, because an error was swallowed', async () => {
    const callback = jest.fn();
    const swallowing = unitOfWork.run(async () => {
      await write('a');
      unitOfWork.afterCommit(callback);
      await write('a').catch(() => 'a duplicate key, and nobody is told');
    });
    await expect(swallowing).rejects.toThrow(/rolled the unit of work back/);
    expect(callback).not.toHaveBeenCalled();
    expect(await notes()).toEqual([]);
    await unitOfWork.run(() => write('b')); // the connection is as good as before
    expect(await notes()).toEqual(['b']);
  });

  it('refuses two nested units at the same time, and says why', async () => {
    const nested = () => unitOfWork.run(() => write('x'));
    await expect(unitOfWork.run(() => Promise.all([nested(), nested()]))).rejects.toThrow(/Await the first/);
    expect(await notes()).toEqual([]);
  });

  it('rolls back when a nested unit was not awaited, and says so', async () => {
    await expect(unitOfWork.run(async () => void unitOfWork.run(() => write('x')))).rejects.toThrow(
      /not awaited/,
    );
    expect(await notes()).toEqual([]);
  });

  it.each(['read committed', 'serializable'])('is READ COMMITTED where the default is %s', async (level) => {
    const options = `-c default_transaction_isolation=${level.replace(' ', String.raw`\ `)}`;
    const dataSource = new DataSource({ type: 'postgres', url: database.url, extra: { options } });
    await dataSource.initialize();
    try {
      const unit = new UnitOfWork(dataSource);
      const shown = await unit.run(() => unit.manager.query<unknown[]>('show transaction_isolation'));
      expect(shown).toEqual([{ transaction_isolation: 'read committed' }]);
    } finally {
      await dataSource.destroy();
    }
  });

  it('keeps units that run side by side apart', async () => {
    const unit = (text: string) =>
      unitOfWork.run(async () => (await write(text), text === 'b' ? fail() : undefined));
    await Promise.allSettled(['a', 'b', 'c'].map(unit));
    expect(await notes()).toEqual(['a', 'c']);
  });

  it('calls back after the commit, when others can see it, and not after a rollback', async () => {
    const seen: string[][] = [];
    const remember = async () => void seen.push(await notes());
    await unitOfWork.run(async () => (unitOfWork.afterCommit(remember), await write('a')));
    await unitOfWork.run(async () => (unitOfWork.afterCommit(remember), fail())).catch(() => undefined);
    expect(seen).toEqual([['a']]);
  });

  it('lets a commit stand whose callback throws', async () => {
    await unitOfWork.run(async () => (unitOfWork.afterCommit(fail), await write('a')));
    expect(await notes()).toEqual(['a']);
  });

  it('stops work that was not awaited from running outside of its transaction', async () => {
    let floating: Promise<unknown> = Promise.resolve();
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    await unitOfWork.run(async () => {
      floating = gate.then(() => write('late'));
      await write('a');
    });
    go();
    await expect(floating).rejects.toThrow(/was not awaited/);
    expect(await notes()).toEqual(['a']);
  });

  it('says what to do where a unit of work is missing', () => {
    expect(() => unitOfWork.afterCommit(() => undefined)).toThrow(UnitOfWorkError);
    expect(() => unitOfWork.afterCommit(() => undefined)).toThrow(/@Transactional\(\)/);
    expect(unitOfWork.isActive).toBe(false);
  });

  describe('collecting', () => {
    let written: string[][];
    const collector: Collector<string> = {
      purpose: 'collecting',
      write: async (items) => void written.push(items),
    };
    beforeEach(() => (written = []));

    it('writes everything at once, just before the commit', async () => {
      await unitOfWork.run(async () => {
        unitOfWork.collect(collector, 'a');
        await write('x');
        unitOfWork.collect(collector, 'b');
        expect(written).toEqual([]);
      });
      expect(written).toEqual([['a', 'b']]);
    });

    it('drops what a rolled back savepoint collected, keeps what a released one did, in order', async () => {
      await unitOfWork.run(async () => {
        unitOfWork.collect(collector, 'a');
        await unitOfWork
          .run(async () => (unitOfWork.collect(collector, 'lost'), fail()))
          .catch(() => undefined);
        await unitOfWork.run(async () => unitOfWork.collect(collector, 'b'));
        unitOfWork.collect(collector, 'c');
      });
      expect(written.flat()).toEqual(['a', 'b', 'c']);
    });

    it('takes nothing more while it writes: what was not awaited fails instead of being lost', async () => {
      let collectLate: () => void = () => undefined;
      let startLate: () => Promise<unknown> = () => Promise.resolve();
      const late: Promise<unknown>[] = [];
      const slow: Collector<string> = {
        purpose: 'collecting',
        write: async (items) => {
          collectLate();
          late.push(startLate());
          await Promise.allSettled(late);
          written.push(items);
        },
      };
      await unitOfWork.run(async () => {
        unitOfWork.collect(slow, 'first');
        collectLate = AsyncResource.bind(() =>
          expect(() => unitOfWork.collect(slow, 'late')).toThrow(/was not awaited/),
        );
        startLate = AsyncResource.bind(() => unitOfWork.run(() => write('late')));
        await write('a');
      });
      await expect(late[0]).rejects.toThrow(/was not awaited/);
      expect({ written, notes: await notes() }).toEqual({ written: [['first']], notes: ['a'] });
    });

    it('rolls back when the writing fails', async () => {
      const broken: Collector<string> = { purpose: 'broken', write: async () => fail() };
      const unit = unitOfWork.run(async () => (await write('a'), unitOfWork.collect(broken, 'x')));
      await expect(unit).rejects.toThrow('changed my mind');
      expect(await notes()).toEqual([]);
    });
  });
});
