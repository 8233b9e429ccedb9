import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { contentDigest } from './content-digest';

const event = { type: 'a.b.v1', subject: 's', data: { a: 1, b: [{ c: 2, d: null }] } };
const digest = (changes: object = {}) => contentDigest({ ...event, ...changes }).toString('hex');

describe('contentDigest', () => {
  it('is the same for the same content in another order', () =>
    expect(digest({ data: { b: [{ d: null, c: 2 }], a: 1 } })).toBe(digest()));

  it.each([
    { type: 'a.b.v2' },
    { subject: 't' },
    { data: { a: 1, b: [{ c: 2, d: 0 }] } },
    { data: { a: '1', b: [{ c: 2, d: null }] } },
    { data: { a: 1 } },
  ])('differs with %j', (changes) => expect(digest(changes)).not.toBe(digest()));

  it('tells any two contents apart that JSON tells apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const [a, b] = [one, other].map((data) => digest({ data: JSON.parse(JSON.stringify(data)) }));
        const areEqual = isDeepStrictEqual(
          JSON.parse(JSON.stringify(one)),
          JSON.parse(JSON.stringify(other)),
        );
        return (a === b) === areEqual;
      }),
    );
  });

  it('is a digest of 16 bytes, however deep the data are', () => {
    let data: object = {};
    for (let level = 0; level < 100_000; level++) data = { data };
    expect(contentDigest({ ...event, data })).toHaveLength(16);
  });
});
