import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { openText, sealText, type FieldPlace } from './field-cipher';

const key = Buffer.alloc(32, 7);
const place: FieldPlace = {
  owner: 'users',
  subject: 'ada',
  version: 1,
  type: 'users.user-created.v1',
  eventId: '0190',
  path: 'name',
};
const ELSEWHERE: [string, Partial<FieldPlace>][] = [
  ['another owner', { owner: 'people' }],
  ['another person', { subject: 'bob' }],
  ['another version of the key', { version: 2 }],
  ['another type of event', { type: 'users.user-updated.v1' }],
  ['another event', { eventId: '0191' }],
  ['another field', { path: 'email' }],
  ['parts that run together the same', { subject: 'a', owner: 'usersad' }],
];

describe('a personal text', () => {
  it('comes back as it was, whatever it is, and is not in its ciphertext', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const sealed = sealText(key, text, place);
        expect(openText(key, sealed, place)).toBe(text);
        if (text.length > 5)
          expect(sealed.toString('latin1')).not.toContain(Buffer.from(text).toString('latin1'));
      }),
    );
  });

  it('is never the same ciphertext twice', () => {
    expect(sealText(key, 'Ada', place)).not.toEqual(sealText(key, 'Ada', place));
  });

  it('does not give away how long it is', () => {
    const lengthOf = (text: string) => sealText(key, text, place).length;
    expect(lengthOf('Al')).toBe(lengthOf('Wilhelmina Featherstone'));
  });

  it.each(ELSEWHERE)('cannot be pasted to %s', (_, change) => {
    expect(openText(key, sealText(key, 'Ada', place), { ...place, ...change })).toBeUndefined();
  });

  it('cannot be read with another key', () => {
    expect(openText(randomBytes(32), sealText(key, 'Ada', place), place)).toBeUndefined();
  });

  it('cannot be changed in any bit, nor shortened', () => {
    const sealed = sealText(key, 'Ada', place);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(openText(key, changed, place)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(openText(key, sealed.subarray(0, length), place)).toBeUndefined();
  });
});
