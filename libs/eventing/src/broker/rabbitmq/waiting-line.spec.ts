import { WaitingLine } from './waiting-line';

describe('WaitingLine', () => {
  it('is first in, first out, however long it gets', () => {
    const line = new WaitingLine<number>();
    const out: (number | undefined)[] = [];
    for (let item = 0; item < 10_000; item += 1) {
      line.push(item);
      if (item % 3 === 0) out.push(line.shift());
    }
    expect(line.length).toBe(10_000 - out.length);
    expect(line.first).toBe(out.length);
    while (line.length > 0) out.push(line.shift());
    expect(out).toEqual(Array.from({ length: 10_000 }, (_, item) => item));
    expect([line.shift(), line.first]).toEqual([undefined, undefined]);
  });

  it('can be emptied and used again', () => {
    const line = new WaitingLine<string>();
    for (const item of ['a', 'b', 'c']) line.push(item);
    line.shift();
    expect(line.takeAll()).toEqual(['b', 'c']);
    line.push('d');
    expect([line.length, line.first]).toEqual([1, 'd']);
  });
});
