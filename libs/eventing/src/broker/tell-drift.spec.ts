import { tellDrift } from './tell-drift';

describe('What is told of a drift', () => {
  it('is to have a queue migrated whose settings differ: it may hold messages', () => {
    const detail = "inequivalent arg 'x-delivery-limit'";
    const told = tellDrift({ problem: 'differs', kind: 'queue', name: 'shop.watch', detail });
    expect(told).toContain('The queue "shop.watch" exists with other settings');
    expect(told).toContain(detail);
    expect(told).toContain('`topology apply` makes it anew without losing a message');
    expect(told).not.toContain('delete it');
  });

  it('is to delete an exchange whose settings differ', () => {
    const told = tellDrift({ problem: 'differs', kind: 'exchange', name: 'shop.events', detail: 'durable' });
    expect(told).toContain('The exchange "shop.events" exists with other settings');
    expect(told).toContain('delete it');
  });

  it('is to grant a right, and to delete nothing, where the broker refused', () => {
    const detail = "ACCESS_REFUSED - configure access to queue 'shop.watch' refused for user 'shop'";
    const told = tellDrift({ problem: 'refused', kind: 'queue', name: 'shop.watch', detail });
    expect(told).toContain('refuses to declare the queue "shop.watch"');
    expect(told).toContain(detail);
    expect(told).toContain('a right is missing');
    expect(told).not.toMatch(/other settings|topology apply/);
  });
});
