import { Ambient } from './ambient';

const later = () => new Promise((resolve) => setImmediate(resolve));

describe('Ambient', () => {
  const colour = new Ambient<string>();
  const shape = new Ambient<string>();
  const seen = () => [colour.current, shape.current];

  it('is found at any depth, across awaits, and not outside', async () => {
    const inside = await colour.run('red', async () => {
      await later();
      return colour.current;
    });
    expect(inside).toBe('red');
    expect(colour.current).toBeUndefined();
  });

  it('keeps apart what runs at the same time', async () => {
    const both = ['red', 'blue'].map((name) =>
      colour.run(name, async () => {
        await later();
        return colour.current;
      }),
    );
    expect(await Promise.all(both)).toEqual(['red', 'blue']);
  });

  it('leaves others alone, and gives back what was there before', () => {
    shape.run('round', () => {
      expect(colour.run('red', seen)).toEqual(['red', 'round']);
      expect(colour.run('red', () => colour.exit(seen))).toEqual([undefined, 'round']);
      expect(colour.run('red', () => colour.run('blue', seen))).toEqual(['blue', 'round']);
      expect(seen()).toEqual([undefined, 'round']);
    });
  });

  it('can be entered for the rest of what is running', async () => {
    await colour.run('red', async () => {
      colour.enter('blue');
      await later();
      expect(seen()).toEqual(['blue', undefined]);
    });
    expect(colour.current).toBeUndefined();
  });

  it('tells its end by what work returns or throws', () => {
    const fail = () => {
      throw new Error('in there');
    };
    expect(() => colour.run('red', fail)).toThrow('in there');
    expect(colour.current).toBeUndefined();
  });
});
