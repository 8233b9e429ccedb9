import fc from 'fast-check';
import type { Range } from '../database/range-partitions';
import { missingRanges } from './outbox-partitions';

const ROOM = 1_000_000;
const range = (from: number, to: number): Range => ({
  name: `outbox_from_${from}`,
  from: `${from}`,
  to: `${to}`,
});
const bounds = (ranges: Range[]) => ranges.map(({ from, to }) => [Number(from), Number(to)]);

it('adds nothing while there is room', () => {
  expect(
    missingRanges([range(0, 1_000_000), range(1_000_000, 2_000_000)], {
      taken: 900_000,
      rate: 1,
      stray: null,
    }),
  ).toEqual([]);
});

it('continues where the last one ends, as wide as a day of events but neither tiny nor huge', () => {
  const after = (rate: number | null) =>
    bounds(missingRanges([range(0, 100)], { taken: 50, rate, stray: null }))[0];
  expect(after(null)).toEqual([100, 250_100]);
  expect(after(0.01)).toEqual([100, 250_100]);
  expect(after(20)).toEqual([100, 100 + 1_750_000]); // 1.73 million a day
  expect(after(100_000)).toEqual([100, 100 + 50_000_000]);
});

it('begins beyond whatever may be on its way to the default partition', () => {
  const [first] = bounds(missingRanges([range(0, 100)], { taken: 500, rate: null, stray: 480 }));
  expect(first?.[0]).toBe(250_500);
});

it('always leaves room, without overlaps or holes, and is content with its own work', () => {
  const world = fc.record({
    end: fc.nat(5_000_000),
    taken: fc.nat(10_000_000),
    rate: fc.option(fc.double({ min: 0, max: 5_000, noNaN: true })),
    strayed: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(world, ({ end, taken, rate, strayed }) => {
      const stray = strayed === null || taken < end ? null : end + Math.floor(strayed * (taken - end));
      const existing = [range(0, end)];
      const added = missingRanges(existing, { taken, rate, stray });
      const all = bounds([...existing, ...added]) as [number, number][];
      const start = added.length > 0 ? Number(added[0]?.from) : end;
      expect(start).toBeGreaterThanOrEqual(end);
      if (taken >= end) expect(start).toBeGreaterThan(taken);
      expect(all.at(-1)?.[1]).toBeGreaterThanOrEqual(taken + ROOM);
      for (const [index, [from]] of all.entries()) if (index > 1) expect(from).toBe(all[index - 1]?.[1]);
      expect(missingRanges([...existing, ...added], { taken, rate, stray: null })).toEqual([]);
    }),
  );
});
