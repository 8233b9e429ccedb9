import fc from 'fast-check';
import { v7 as uuidv7, validate, version } from 'uuid';
import { inboxKey } from './inbox-key';

describe('inboxKey', () => {
  it('is the id itself for a UUIDv7, in lower case, because the same event may come in either', () => {
    const id = uuidv7();
    expect(inboxKey({ id, source: '/orders' })).toBe(id);
    expect(inboxKey({ id: id.toUpperCase(), source: '/elsewhere' })).toBe(id);
  });

  it('is a valid UUIDv8 beyond every UUIDv7 for any other id, always the same for the same event', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.uuid({ version: [1, 3, 4, 5, 6, 8] })),
        fc.string(),
        (id, source) => {
          const key = inboxKey({ id, source });
          expect(validate(key)).toBe(true);
          expect(version(key)).toBe(8);
          expect(key > '80000000-0000-0000-0000-000000000000').toBe(true);
          expect(inboxKey({ id, source })).toBe(key);
        },
      ),
    );
  });

  it('tells sources apart: two producers may count their events 1, 2, 3', () => {
    expect(inboxKey({ id: '1', source: '/a' })).not.toBe(inboxKey({ id: '1', source: '/b' }));
  });
});
