import { identify, publisherOf } from './publisher-identity';

const MARK = 'x-warren-publisher';

describe('who published a message', () => {
  it('is whom the broker vouches for', () => {
    expect(publisherOf({ userId: 'orders' }, 'users')).toBe('orders');
    expect(publisherOf({ userId: 'users', headers: { other: 1 } }, 'users')).toBe('users');
    for (const userId of [undefined, '', 7]) expect(publisherOf({ userId }, 'users')).toBeUndefined();
  });

  it('is not whom a stranger names', () => {
    expect(publisherOf({ userId: 'payments', headers: { [MARK]: 'orders' } }, 'users')).toBe('payments');
    expect(publisherOf({ headers: { [MARK]: 'orders' } }, 'users')).toBeUndefined();
  });

  it('is said to the broker, and kept beside a copy of what another one published', () => {
    const headers = { other: 1 };
    expect(identify(headers, undefined, 'users')).toEqual({ userId: 'users', headers });
    expect(identify(headers, 'users', 'users')).toEqual({ userId: 'users', headers });
    const copy = identify(headers, 'orders', 'users');
    expect(copy).toEqual({ userId: 'users', headers: { other: 1, [MARK]: 'orders' } });
    expect(publisherOf(copy, 'users')).toBe('orders');
  });

  it('stays nobody in a copy of what nobody has signed', () => {
    expect(publisherOf(identify(undefined, '', 'users'), 'users')).toBeUndefined();
  });

  it('is this service where it says something anew, whatever the headers were', () => {
    const again = identify({ [MARK]: 'payments', other: 1 }, undefined, 'users');
    expect(again).toEqual({ userId: 'users', headers: { other: 1 } });
  });
});
