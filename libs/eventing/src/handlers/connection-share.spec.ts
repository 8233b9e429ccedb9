import type { DataSource } from 'typeorm';
import { ConnectionShare } from './connection-share';

const share = (max?: number) =>
  new ConnectionShare({ driver: { master: { options: { max } } } } as unknown as DataSource);

describe('ConnectionShare', () => {
  it.each([
    [10, 7],
    [2, 1],
    [1, 1],
    [undefined, 7],
  ])('of a pool of %s is %s', (pool, size) => expect(share(pool).size).toBe(size));

  it('lets no more work at a time, whatever becomes of the work, and serves who came first', async () => {
    const three = share(4);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    let working = 0;
    let most = 0;
    const work = (index: number) => async () => {
      begun.push(index);
      most = Math.max(most, (working += 1));
      await new Promise<void>((end) => ends.push(end));
      working -= 1;
      if (index % 2 === 0) throw new Error('no luck');
    };
    const all = Promise.allSettled(Array.from({ length: 9 }, (_, index) => three.use(work(index))));
    while (begun.length < 9 || ends.length > 0) {
      ends.shift()?.();
      await new Promise(setImmediate);
    }
    await all;
    expect({ most, begun }).toEqual({ most: 3, begun: [0, 1, 2, 3, 4, 5, 6, 7, 8] });
  });
});
