import fc from 'fast-check';
import { SagaError } from './saga-errors';
import { stateAsJson } from './saga-state';

describe("a saga's state", () => {
  it('is stored as JSON, which gives it back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii' }), (value) => {
        const json = stateAsJson('fulfil', value);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('may be nothing, and leave fields out', () => {
    expect(stateAsJson('fulfil', undefined)).toBe('null');
    expect(stateAsJson('fulfil', { total: 1, note: undefined })).toBe('{"total":1}');
  });

  const circle: { inner?: object } = {};
  circle.inner = circle;

  it.each<[string, unknown, RegExp]>([
    ['a date', { since: new Date() }, /state\.since is a Date\./],
    ['a date in a list', [{ since: [new Date()] }], /state\[0\]\.since\[0\] is a Date\./],
    ['a map', { orders: new Map() }, /state\.orders is a Map\./],
    ['a method', { pay: () => undefined }, /state\.pay is a function\./],
    ['a bigint', { total: 1n }, /state\.total is a bigint\./],
    ['no number', { total: NaN }, /state\.total is NaN\./],
    ['nothing in a list', ['a', undefined], /state\[1\] is undefined\./],
    ['a circle', circle, /contains itself/],
    ['NUL', { note: 'a\0b' }, /NUL/],
    ['half a character', { note: 'a\ud800b' }, /half a character/],
  ])('cannot hold %s', (_what, state, message) => {
    expect(() => stateAsJson('fulfil', state)).toThrow(SagaError);
    expect(() => stateAsJson('fulfil', state)).toThrow(message);
  });

  it('may hold a text that looks like an escape', () => {
    expect(JSON.parse(stateAsJson('fulfil', { note: '\\u0000 \\\\ud800' }))).toEqual({
      note: '\\u0000 \\\\ud800',
    });
  });
});
