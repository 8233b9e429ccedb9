import fc from 'fast-check';
import { incoming } from '../../../test/handlers/support/handling-under-test';
import { readRetryHeaders, retryProperties } from './retry-headers';

const NOTHING = {
  attempts: 0,
  delays: 0,
  handedBack: 0,
  firstFailedAt: undefined,
  exchange: undefined,
  routingKey: undefined,
};

describe('readRetryHeaders', () => {
  it('reads what retryProperties wrote', () => {
    const firstFailedAt = new Date(1_700_000_000_000);
    const { headers } = retryProperties(incoming(), { ...NOTHING, attempts: 3, delays: 1, firstFailedAt });
    expect(readRetryHeaders(headers)).toEqual({
      attempts: 3,
      delays: 1,
      handedBack: 0,
      firstFailedAt,
      exchange: 'things.events',
      routingKey: 'thing-happened.v1',
    });
  });

  it('keeps the first failure and the first address from pass to pass', () => {
    const firstFailedAt = new Date(1_700_000_000_000);
    const first = retryProperties(incoming(), { ...NOTHING, attempts: 3, delays: 1, firstFailedAt });
    const home = incoming({}, { exchange: '', routingKey: 'svc.note-thing', properties: first });
    const second = retryProperties(home, { ...readRetryHeaders(first.headers), attempts: 4, delays: 2 });
    expect(readRetryHeaders(second.headers)).toMatchObject({
      attempts: 4,
      delays: 2,
      firstFailedAt,
      exchange: 'things.events',
      routingKey: 'thing-happened.v1',
    });
  });

  it.each([
    undefined,
    {},
    { 'x-warren-attempt': 'three' },
    { 'x-warren-attempt': -1 },
    { 'x-warren-attempt': 1.5 },
  ])('counts nothing in %p', (headers) => expect(readRetryHeaders(headers)).toEqual(NOTHING));

  it.each([1e9, Infinity, NaN, '3', null, true, {}, [], Buffer.from('3')])(
    'takes %p for no number of tries',
    (value) => {
      const headers = { 'x-warren-attempt': value, 'x-warren-delays': value };
      expect(readRetryHeaders(headers)).toMatchObject({ attempts: 0, delays: 0 });
    },
  );

  it.each(['yesterday', '', 7, null, '2999-01-01T00:00:00Z', '-000001-01-01T00:00:00Z'])(
    'takes %p for no time of a failure',
    (value) => expect(readRetryHeaders({ 'x-warren-first-failure': value }).firstFailedAt).toBeUndefined(),
  );
});

describe('retryProperties', () => {
  it('leaves out what the broker noted: with x-death in it, it would drop the message at its next delay', () => {
    const headers = {
      'x-death': [{ queue: 'q' }],
      'x-first-death-queue': 'q',
      'x-first-death-reason': 'delivery_limit',
      'x-last-death-queue': 'q',
      'x-delivery-count': 3,
      'x-tenant': 'kept',
    };
    const written = retryProperties(incoming({}, { properties: { headers } }), NOTHING).headers ?? {};
    expect(Object.keys(written).filter((name) => !name.startsWith('x-warren-'))).toEqual(['x-tenant']);
  });

  it('can always be written, whatever a stranger put there', () => {
    const strange = fc.oneof(
      fc.anything({ withBigInt: false }),
      fc.constant({ '!': 'no-such-type' }),
      fc.constant({ hasOwnProperty: 1 }),
      fc.string({ minLength: 60_000, maxLength: 60_000 }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 400 }), strange), strange, (headers, value) => {
        const properties = { messageId: value, timestamp: value, headers } as object;
        const { headers: written = {}, ...rest } = retryProperties(incoming({}, { properties }), NOTHING);
        for (const [name, header] of Object.entries(written)) {
          expect(Buffer.byteLength(name)).toBeLessThan(256);
          expect(['string', 'number', 'boolean']).toContain(typeof header);
        }
        expect(Buffer.byteLength(JSON.stringify(written))).toBeLessThan(130_000);
        for (const text of [rest.messageId]) expect(Buffer.byteLength(text ?? '')).toBeLessThan(256);
      }),
    );
  });
});
