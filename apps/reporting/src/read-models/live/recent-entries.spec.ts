import { RecentEntries } from './recent-entries';

const entry = (position: number, mark = 'aaaaaaaa') => ({
  position,
  mark,
  type: 'order-placed' as const,
  data: {},
});
const entries = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));
const positions = (found: { position: number }[] | undefined) => found?.map(({ position }) => position);

describe('RecentEntries', () => {
  it('has everything behind where it began', () => {
    const recent = new RecentEntries(entry(5));
    expect([recent.tip, recent.after(entry(5), 10)]).toEqual([entry(5), []]);
    recent.add([entry(7), entry(8), entry(10)]); // a number that was drawn for nothing leaves a gap
    expect(recent.tip).toEqual(entry(10));
    expect(positions(recent.after(entry(5), 10))).toEqual([7, 8, 10]);
    expect(positions(recent.after(entry(7), 1))).toEqual([8]);
    expect(recent.after(entry(10), 10)).toEqual([]);
  });

  it('knows no other place: neither before, nor behind, nor between, nor the same of another feed', () => {
    const recent = new RecentEntries(entry(5));
    recent.add([entry(7), entry(8)]);
    for (const place of [entry(4), entry(9), entry(6), entry(5, 'bbbbbbbb'), entry(8, 'bbbbbbbb')])
      expect(recent.after(place, 10)).toBeUndefined();
  });

  it('keeps the newest thousand', () => {
    const recent = new RecentEntries(entry(0));
    recent.add(entries(1, 600));
    recent.add(entries(601, 1_200));
    expect(recent.after(entry(199), 10)).toBeUndefined();
    expect(positions(recent.after(entry(200), 2))).toEqual([201, 202]);
    expect(recent.after(entry(200), 2_000)).toHaveLength(1_000);
  });
});
