import { Batcher } from './batcher';

/** A piece of work that ends when the test says so. */
function controlledWork() {
  const batches: number[][] = [];
  let finish: (() => void)[] = [];
  return {
    batches,
    work: (batch: number[]) => {
      batches.push(batch);
      return new Promise<void>((resolve) => finish.push(resolve));
    },
    finishOne: async () => {
      finish.shift()?.();
      await new Promise(process.nextTick);
    },
    finishAll: () => {
      finish.forEach((end) => end());
      finish = [];
    },
  };
}

describe('Batcher', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('gives the first item after a pause a moment to find company', () => {
    const { batches, work } = controlledWork();
    const batcher = new Batcher({ size: 10, lingerMs: 2 }, work);
    batcher.add(1);
    batcher.add(2);
    jest.advanceTimersByTime(1);
    expect(batches).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(batches).toEqual([[1, 2]]);
  });

  it('goes by the age of the first item: a steady trickle does not put it off', () => {
    const { batches, work } = controlledWork();
    const batcher = new Batcher({ size: 100, lingerMs: 10 }, work);
    for (let item = 0; item < 5; item += 1) {
      batcher.add(item);
      jest.advanceTimersByTime(3);
    }
    expect(batches).toEqual([[0, 1, 2, 3]]);
  });

  it('does not linger when the batch is full', () => {
    const { batches, work } = controlledWork();
    const batcher = new Batcher({ size: 2, lingerMs: 1_000 }, work);
    [1, 2].forEach((item) => batcher.add(item));
    expect(batches).toEqual([[1, 2]]);
  });

  it('works on one batch at a time; what comes meanwhile is the next, at once and no larger than allowed', async () => {
    const { batches, work, finishOne } = controlledWork();
    const batcher = new Batcher({ size: 3, lingerMs: 1_000 }, work);
    [1, 2, 3, 4, 5, 6, 7].forEach((item) => batcher.add(item));
    expect(batches).toEqual([[1, 2, 3]]);
    await finishOne();
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await finishOne();
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
  });

  it('lingers again after a pause', async () => {
    const { batches, work, finishOne } = controlledWork();
    const batcher = new Batcher({ size: 3, lingerMs: 2 }, work);
    [1, 2, 3].forEach((item) => batcher.add(item));
    await finishOne();
    batcher.add(4);
    expect(batches).toHaveLength(1);
    jest.advanceTimersByTime(2);
    expect(batches).toEqual([[1, 2, 3], [4]]);
  });

  it('is idle when everything is done, what lingers included', async () => {
    const { work, finishOne } = controlledWork();
    const batcher = new Batcher({ size: 3, lingerMs: 2 }, work);
    await batcher.idle();
    batcher.add(1);
    let isIdle = false;
    void batcher.idle().then(() => (isIdle = true));
    await new Promise(process.nextTick);
    expect([isIdle, batcher.count]).toEqual([false, 1]);
    jest.advanceTimersByTime(2);
    await finishOne();
    await new Promise(process.nextTick);
    expect([isIdle, batcher.count]).toEqual([true, 0]);
  });

  it('forgets what it has not begun', async () => {
    const { batches, work } = controlledWork();
    const batcher = new Batcher({ size: 3, lingerMs: 2 }, work);
    batcher.add(1);
    batcher.discardPending();
    await batcher.idle();
    jest.advanceTimersByTime(100);
    expect(batches).toEqual([]);
  });
});
