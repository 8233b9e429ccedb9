const { refusalOf, tryOut } = require('../../test/try-out');

const HANDLER = 'apps/inventory/src/integration/pack-parcel-when-order-confirmed.handler';

describe('nest g event-handler', () => {
  it('writes the handler and its test, and makes it known', async () => {
    const options = { name: 'inventory', path: 'order-confirmed', type: 'pack-parcel' };
    const { created, changed, tree, said } = await tryOut('event-handler', options);
    expect(created).toEqual([`${HANDLER}.spec.ts`, `${HANDLER}.ts`]);
    expect(changed).toEqual(['apps/inventory/src/inventory.module.ts']);
    expect(tree.readText(`${HANDLER}.ts`)).toContain('  @IdempotentHandler(OrderConfirmed)\n');
    expect(tree.readText(`${HANDLER}.spec.ts`)).toContain("  confirmedAt: '2025-03-01T10:15:01.250Z',\n");
    expect(tree.readText('apps/inventory/src/inventory.module.ts')).toContain(
      '    StockSnapshots,\n    PackParcelWhenOrderConfirmed,\n  ],',
    );
    expect(said).toContain('inventory.pack-parcel-when-order-confirmed');
  });

  it('is named after what it does, which is to log when nothing else is said', async () => {
    const { created } = await tryOut('event-handler', { name: 'inventory', path: 'orders/OrderConfirmed' });
    expect(created[0]).toBe('apps/inventory/src/integration/log-when-order-confirmed.handler.spec.ts');
  });

  it('finds its place in a module whose parts are in a constant', async () => {
    const { tree } = await tryOut('event-handler', { name: 'notifications', path: 'order-placed' });
    expect(tree.readText('apps/notifications/src/notifications.module.ts')).toContain(
      '    TellFraudDeskWhenSuspiciousActivityDetected,\n    LogWhenOrderPlaced,\n  ],\n};\n\n@Module({ ...parts,',
    );
  });

  it.each([
    ['a service that is none', { name: 'nobody', path: 'order-placed' }, /no service "nobody"/],
    ['no event', { name: 'inventory' }, /Only the service was named/],
    [
      'an event that is none',
      { name: 'inventory', path: 'order-confirmd' },
      /no event "order-confirmd"\. Near it are orders\/order-confirmed/,
    ],
    [
      'an event of another service',
      { name: 'inventory', path: 'users/order-placed' },
      /no event "users\/order-placed"/,
    ],
    ['a snapshot', { name: 'inventory', path: 'user-snapshot' }, /UserSnapshot is a snapshot/],
    [
      'one that there is',
      { name: 'inventory', path: 'order-placed', type: 'reserve-stock' },
      /reserve-stock-when-order-placed\.handler\.ts exists already/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('event-handler', /** @type {Record<string, string>} */ (options))).toMatch(
      refusal,
    );
  });

  it('asks which one is meant where two services have an event of the same name', async () => {
    const { tree } = await tryOut('integration-event', { name: 'inventory', path: 'order-placed' });
    expect(await refusalOf('event-handler', { name: 'inventory', path: 'order-placed' }, tree)).toBe(
      'order-placed is an event of inventory and of orders. Say which: inventory/order-placed. Nothing was written.',
    );
  });
});
