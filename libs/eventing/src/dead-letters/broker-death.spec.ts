import { latestDeath } from './broker-death';

const limit = {
  queue: 'orders.charge',
  reason: 'delivery_limit',
  exchange: 'shop.events',
  'routing-keys': ['order-placed.v1'],
  count: 1,
};

describe('latestDeath', () => {
  it('reads the entry that the broker wrote last', () => {
    const expired = { ...limit, queue: 'orders.retry.1s', reason: 'expired' };
    expect(latestDeath({ 'x-death': [limit, expired] }, 'orders.dead-letters')).toEqual({
      queue: 'orders.charge',
      reason: 'delivery_limit',
      exchange: 'shop.events',
      routingKey: 'order-placed.v1',
    });
  });

  it('passes over the dead-letter queue itself', () => {
    const own = { ...limit, queue: 'orders.dead-letters' };
    expect(latestDeath({ 'x-death': [own, limit] }, 'orders.dead-letters')?.queue).toBe('orders.charge');
  });

  it.each([
    undefined,
    {},
    { 'x-death': 'no list' },
    { 'x-death': [] },
    { 'x-death': [null, 7, 'text', {}, { queue: '', reason: 'rejected' }, { queue: 'q' }] },
  ])('is undefined for %j', (headers) => expect(latestDeath(headers, 'orders.dead-letters')).toBeUndefined());

  it('does without what the entry leaves out', () => {
    expect(
      latestDeath({ 'x-death': [{ queue: 'q', reason: 'rejected', 'routing-keys': 'no list' }] }, 'd'),
    ).toEqual({
      queue: 'q',
      reason: 'rejected',
      exchange: undefined,
      routingKey: undefined,
    });
  });
});
