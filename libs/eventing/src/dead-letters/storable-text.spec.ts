import { indexableText, storableText } from './storable-text';

describe('storableText', () => {
  it('replaces NUL, which PostgreSQL refuses, and leaves the rest', () => {
    expect(storableText('a\u0000b — ü', 100)).toBe('a\uFFFDb — ü');
  });

  it('cuts what is too long and says how much', () => {
    expect(storableText('x'.repeat(15), 10)).toBe(`${'x'.repeat(10)}… (5 more characters)`);
    expect(storableText('x'.repeat(10), 10)).toBe('x'.repeat(10));
  });
});

describe('indexableText', () => {
  it('is short enough for an index in any alphabet', () => {
    expect(Buffer.byteLength(indexableText('漢'.repeat(9_000)) ?? '')).toBeLessThan(2_700);
  });

  it.each([undefined, null, 7, '', {}])('is null for %p', (value) => expect(indexableText(value)).toBeNull());
});
