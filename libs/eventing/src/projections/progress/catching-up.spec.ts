import { setImmediate as turn } from 'node:timers/promises';
import { CatchingUp } from './catching-up';
import { ProjectionProgress } from './projection-progress';

const LONG_MS = 60_000;

/** A table of gates that is a map, and counts who looks. */
function setUp() {
  const gates = new Map<string, number>();
  const looks: string[][] = [];
  const progress = new ProjectionProgress();
  const trouble: { error?: Error } = {};
  const query = async <T>(_sql: string, [, streams]: [string, string[]]): Promise<T> => {
    looks.push(streams);
    await turn();
    if (trouble.error) throw trouble.error;
    const found = streams.filter((stream) => gates.has(stream));
    return found.map((stream) => ({ stream, sequence: String(gates.get(stream)) })) as T;
  };
  const catchingUp = new CatchingUp('test', { query: query as never }, progress);
  return { gates, looks, progress, trouble, catchingUp };
}

const at = (positions: Record<string, number>) => new Map(Object.entries(positions));

describe('CatchingUp', () => {
  afterEach(() => jest.useRealTimers());

  it('looks at nothing when there is nothing to wait for', async () => {
    const { catchingUp, looks } = setUp();
    expect(await catchingUp.wait(at({}), { atMostMs: LONG_MS })).toBe(true);
    expect(looks).toEqual([]);
  });

  it('is done with one look where all is reached', async () => {
    const { catchingUp, gates, looks } = setUp();
    gates.set('/a', 3).set('/b', 9);
    expect(await catchingUp.wait(at({ '/a': 3, '/b': 1 }), { atMostMs: LONG_MS })).toBe(true);
    expect(looks).toEqual([['/a', '/b']]);
  });

  it('looks once and does not wait when told so', async () => {
    const { catchingUp, gates, looks } = setUp();
    gates.set('/a', 2);
    expect(await catchingUp.wait(at({ '/a': 3 }), { atMostMs: 0 })).toBe(false);
    expect(await catchingUp.wait(at({ '/a': 2 }), { atMostMs: 0 })).toBe(true);
    expect(looks).toHaveLength(2);
  });

  it('hears of what this process commits, though no look ever shows it', async () => {
    const { catchingUp, progress } = setUp();
    const waiting = catchingUp.wait(at({ '/a': 3, '/b': 1 }), { atMostMs: LONG_MS });
    progress.committed(at({ '/a': 2, '/c': 7 }), []);
    progress.committed(at({ '/b': 1 }), []);
    progress.committed(at({ '/a': 4 }), []);
    expect(await waiting).toBe(true);
  });

  it('looks again and again for what another replica commits, also after a look that failed', async () => {
    const { catchingUp, gates, looks, trouble } = setUp();
    trouble.error = new Error('no database');
    const waiting = catchingUp.wait(at({ '/a': 1 }), { atMostMs: LONG_MS });
    while (looks.length < 2) await turn();
    trouble.error = undefined;
    gates.set('/a', 1);
    expect(await waiting).toBe(true);
  });

  it('looks for all who wait in one statement', async () => {
    const { catchingUp, gates, looks } = setUp();
    const waiting = Array.from({ length: 50 }, (_, n) =>
      catchingUp.wait(at({ [`/${n}`]: 1 }), { atMostMs: LONG_MS }),
    );
    const alone = looks.length;
    while (looks.length < alone + 6) await turn();
    expect(Math.max(...looks.slice(alone).map((streams) => streams.length))).toBeGreaterThan(20);
    for (let n = 0; n < 50; n += 1) gates.set(`/${n}`, 1);
    expect(await Promise.all(waiting)).toEqual(Array(50).fill(true));
  });

  it.each(['the time', 'the signal', 'the stop'])(
    'ends without success, and looks no more: %s',
    async (what) => {
      jest.useFakeTimers({ doNotFake: ['setImmediate'] });
      const { catchingUp, looks } = setUp();
      const gone = new AbortController();
      const waiting = catchingUp.wait(at({ '/a': 1 }), { atMostMs: LONG_MS, signal: gone.signal });
      await jest.advanceTimersByTimeAsync(LONG_MS / 2);
      if (what === 'the time') await jest.advanceTimersByTimeAsync(LONG_MS / 2);
      if (what === 'the signal') gone.abort();
      if (what === 'the stop') catchingUp.stop();
      expect(await waiting).toBe(false);
      const before = looks.length;
      expect(before).toBeGreaterThan(1);
      await jest.advanceTimersByTimeAsync(LONG_MS);
      expect(looks).toHaveLength(before);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('does not begin to wait for somebody who has gone', async () => {
    const { catchingUp } = setUp();
    const limits = { atMostMs: LONG_MS, signal: AbortSignal.abort() };
    expect(await catchingUp.wait(at({ '/a': 1 }), limits)).toBe(false);
  });
});
