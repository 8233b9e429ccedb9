import { BrokerNames } from '../broker/names';
import { UntrustedPublisherError } from '../message/errors';
import { TrustedPublishers, type TrustSetting } from './trusted-publishers';

const event = { type: 'orders.order-placed.v1', source: '/orders' };

function believes(
  userId: string | undefined,
  claim: Partial<typeof event> = {},
  setting: TrustSetting = {},
): boolean {
  const publishers = new TrustedPublishers(setting, 't1.users', new BrokerNames('users', 't1'));
  try {
    publishers.expect(userId, { ...event, ...claim });
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(UntrustedPublisherError);
    return false;
  }
}

describe('TrustedPublishers', () => {
  it.each([
    ['the user named like the service, in the same namespace', 't1.orders', {}, true],
    ['a part of that service', 't1.orders', { source: '/orders/eu' }, true],
    ['this service itself', 't1.users', {}, true],
    ['another user', 't1.payments', {}, false],
    ['a user of another namespace', 'orders', {}, false],
    ['nobody', undefined, {}, false],
    ['the right user with another source', 't1.orders', { source: '/payments' }, false],
    ['the right user with a source that begins alike', 't1.orders', { source: '/orders-eu' }, false],
    ['the user of the source with the type of another', 't1.payments', { source: '/payments' }, false],
  ])('%s: %s', (_who, userId, claim, expected) => expect(believes(userId, claim)).toBe(expected));

  it('knows users of other names', () => {
    const setting = { orders: 'legacy-shop' };
    expect([believes('legacy-shop', {}, setting), believes('t1.orders', {}, setting)]).toEqual([true, false]);
  });

  it('does not take a property that every object has for a service', () => {
    expect(believes('x', { type: 'constructor.made.v1', source: '/constructor' })).toBe(false);
  });

  it('believes anybody where that is asked for', () => expect(believes(undefined, {}, 'any')).toBe(true));
});
