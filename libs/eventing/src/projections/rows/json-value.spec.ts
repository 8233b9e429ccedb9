import { acceptJson, deepFreeze } from './json-value';

describe('acceptJson', () => {
  it('freezes what it accepts, all the way down', () => {
    const value = acceptJson({ lines: [{ product: 'a' }], note: undefined });
    expect(() => value.lines.push({ product: 'b' })).toThrow(TypeError);
    expect(() => ((value.lines[0] as { product: string }).product = 'b')).toThrow(TypeError);
  });

  it('takes instances of payload classes', () => {
    class Line {
      constructor(readonly product: string) {}
    }
    expect(acceptJson([new Line('a')])).toEqual([new Line('a')]);
  });

  it.each([
    [{ at: new Date() }, 'holds a Date at at, which JSON does not give back as it was'],
    [{ a: [1, { b: Number.NaN }] }, 'holds NaN at a.1.b'],
    [[10n], 'holds a bigint at 0'],
    [new Map(), 'holds a Map'],
    [[() => 1], 'holds a function at 0'],
    [{ raw: Buffer.from('a') }, 'holds a Buffer at raw'],
  ])('refuses what JSON would give back as something else: %p', (value, problem) => {
    expect(() => acceptJson(value)).toThrow(problem);
  });
});

describe('deepFreeze', () => {
  it('leaves alone what cannot be frozen', () => {
    const value = deepFreeze({ at: new Date(), bytes: Buffer.from('a') });
    expect(Object.isFrozen(value)).toBe(true);
    expect(Object.isFrozen(value.at)).toBe(false);
  });
});
