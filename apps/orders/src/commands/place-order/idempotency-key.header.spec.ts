import { ProblemError } from '@warren/platform';
import { readIdempotencyKey } from './idempotency-key.header';

describe('the header Idempotency-Key', () => {
  it('may be absent', () => expect(readIdempotencyKey(undefined)).toBeUndefined());

  it.each([
    ['with quotes, as the draft says', '"8e03978e-40d5"'],
    ['without, as many do', '8e03978e-40d5'],
    ['with spaces around', ' "8e03978e-40d5" '],
  ])('is read %s', (_, header) => expect(readIdempotencyKey([header])).toBe('8e03978e-40d5'));

  it.each([
    ['empty', ''],
    ['empty in quotes', '""'],
    ['too long', 'k'.repeat(256)],
    ['not ASCII', 'schlüssel'],
    ['not printable', 'a\u0000b'],
  ])('is refused when it is %s', (_, header) => {
    expect(() => readIdempotencyKey([header])).toThrow(ProblemError);
  });

  it.each([
    ['two keys', ['a1', 'a2']],
    ['one key twice', ['a1', 'a1']],
  ])('is refused when it is sent more than once: %s', (_, values) => {
    expect(() => readIdempotencyKey(values)).toThrow('was sent 2 times. Send it once');
  });
});
