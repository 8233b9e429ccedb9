const { refusalOf, tryOut } = require('../../test/try-out');

const NOW = 1_900_000_000_000;

beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

describe('nest g aggregate', () => {
  it('writes the class, its row, its table, its repository and its test, and makes them known', async () => {
    const { created, changed, tree } = await tryOut('aggregate', { name: 'inventory', path: 'Delivery' });
    expect(created).toEqual([
      `apps/inventory/migrations/${NOW}-create-deliveries.ts`,
      'apps/inventory/src/domain/delivery.spec.ts',
      'apps/inventory/src/domain/delivery.ts',
      'apps/inventory/src/persistence/deliveries.ts',
      'apps/inventory/src/persistence/delivery.row.ts',
    ]);
    expect(changed).toEqual(['apps/inventory/migrations/index.ts', 'apps/inventory/src/inventory.module.ts']);
    const inventory = tree.readText('apps/inventory/src/inventory.module.ts');
    expect(inventory).toContain('forEntities(StockItemRow, ReservationRow, DeliveryRow)');
    expect(inventory).toContain('    StockSnapshots,\n    Deliveries,\n');
    expect(tree.readText(`apps/inventory/migrations/${NOW}-create-deliveries.ts`)).toContain(
      'create table deliveries (',
    );
  });

  it.each([
    ['a service that is none', { name: 'nobody', path: 'parcel' }, /no service "nobody"/],
    ['no name', { name: 'inventory' }, /Only the service was named/],
    ['several', { name: 'inventory', path: 'parcels' }, /"parcels" sounds like several/],
    [
      'one that there is',
      { name: 'users', path: 'user' },
      /apps\/users\/src\/domain\/user\.ts exists already/,
    ],
    ['what is no name', { name: 'inventory', path: 'parcel-' }, /"parcel-" is no name for an aggregate/],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('aggregate', /** @type {Record<string, string>} */ (options))).toMatch(refusal);
  });
});
