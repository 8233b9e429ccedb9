import { ConsistencyToken, MalformedTokenError } from './consistency-token';

const token = (positions: Record<string, number>) => new ConsistencyToken(new Map(Object.entries(positions)));
const encoded = (content: unknown) => `1.${Buffer.from(JSON.stringify(content)).toString('base64url')}`;

describe('ConsistencyToken', () => {
  it.each<Record<string, number>>([
    {},
    { '/orders/order/1': 7 },
    { '/orders/order/ü "x", …': 1, '/users/user/2': 2 ** 53 - 1 },
  ])('%j comes back from its text, which any header can hold', (positions) => {
    const text = token(positions).toString();
    expect(text).toMatch(/^[\w.-]+$/);
    expect(ConsistencyToken.parse(text)).toEqual(token(positions));
  });

  it('of two keeps the later event of each stream', () => {
    const both = token({ '/a/a/1': 3, '/a/a/2': 1 }).and(token({ '/a/a/1': 2, '/a/a/2': 5, '/b/b/1': 1 }));
    expect(both).toEqual(token({ '/a/a/1': 3, '/a/a/2': 5, '/b/b/1': 1 }));
  });

  it('is empty where nothing was published', () => {
    expect([token({}).isEmpty, token({ '/a/a/1': 1 }).isEmpty]).toEqual([true, false]);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['another version', '2.W10'],
    ['characters it never has', '1.W10='],
    ['no JSON', `1.${Buffer.from('[[').toString('base64url')}`],
    ['no list', encoded({ '/a/a/1': 1 })],
    ['a list of something else', encoded(['/a/a/1', 1])],
    ['a pair too many', encoded([['/a/a/1', 1, 2]])],
    ['a sequence that is none', encoded([['/a/a/1', 0]])],
    ['a sequence in words', encoded([['/a/a/1', '1']])],
    ['half a sequence', encoded([['/a/a/1', 1.5]])],
    ['a sequence that no number can hold', '1.' + Buffer.from('[["/a/a/1",1e300]]').toString('base64url')],
    ['a stream that is none', encoded([['a', 1]])],
    ['a text that no database takes', encoded([['/a/a/\0', 1]])],
    ['more streams than anyone changes', encoded(Array.from({ length: 201 }, (_, n) => [`/a/a/${n}`, 1]))],
    ['too much', `1.${'a'.repeat(10_000)}`],
  ])('is not read from %s', (_what, text) => {
    expect(() => ConsistencyToken.parse(text)).toThrow(MalformedTokenError);
    expect(() => ConsistencyToken.parse(text)).toThrow(/^This is no consistency token: .+\.$/);
  });
});
