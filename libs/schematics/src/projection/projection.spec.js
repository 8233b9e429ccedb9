const { refusalOf, tryOut } = require('../../test/try-out');

const FOLDER = 'apps/inventory/src/read-models/open-parcels';
const NOW = 1_900_000_000_000;

beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => jest.restoreAllMocks());

describe('nest g projection', () => {
  const parcels = { name: 'inventory', path: 'open-parcels', type: 'order-confirmed, OrderCancelled' };

  it('writes entity, migration, folds and their test, and makes them known', async () => {
    const { created, changed, tree } = await tryOut('projection', parcels);
    expect(created).toEqual([
      `apps/inventory/migrations/${NOW}-create-open-parcels.ts`,
      `${FOLDER}/open-parcel.entity.ts`,
      `${FOLDER}/open-parcels.projection.spec.ts`,
      `${FOLDER}/open-parcels.projection.ts`,
    ]);
    expect(changed).toEqual(['apps/inventory/migrations/index.ts', 'apps/inventory/src/inventory.module.ts']);
    const inventory = tree.readText('apps/inventory/src/inventory.module.ts');
    expect(inventory).toContain('forEntities(StockItemRow, ReservationRow, OpenParcel)');
    expect(inventory).toContain('    StockSnapshots,\n    OpenParcelsProjection,\n');
    expect(tree.readText('apps/inventory/migrations/index.ts')).toContain(
      `export const migrations = [CreateStock1740000000001, CreateOpenParcels${NOW}];`,
    );
    expect(tree.readText(`${FOLDER}/open-parcels.projection.ts`)).toContain(`
  @On(OrderCancelled)
  orderCancelled(_row: OpenParcel | undefined, { orderId }: OrderCancelled): OpenParcel {
    return { id: orderId, status: 'order-cancelled' };
  }
`);
  });

  it('follows the aggregate that its name names, snapshots left out', async () => {
    const { tree } = await tryOut('projection', { name: 'reporting', path: 'lost-orders' });
    const { [0]: imports } = tree
      .readText('apps/reporting/src/read-models/lost-orders/lost-orders.projection.ts')
      .split(' from');
    expect(imports?.match(/Order\w+/g)).toEqual([
      'OrderAwaitingPayment',
      'OrderCancelled',
      'OrderConfirmed',
      'OrderPlaced',
      'OrderRejected',
    ]);
  });

  it('comes after every migration there is, whatever the clock says', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(0);
    const { created } = await tryOut('projection', parcels);
    expect(created[0]).toBe('apps/inventory/migrations/1740000000002-create-open-parcels.ts');
  });

  it.each([
    ['a service that is none', { ...parcels, name: 'nobody' }, /no service "nobody"/],
    ['no name', { name: 'inventory' }, /Only the service was named/],
    ['no event', { name: 'inventory', path: 'open-parcels' }, /Which events does open-parcels follow\?/],
    [
      'an event that is none',
      { ...parcels, type: 'order-placd' },
      /no event "order-placd".*orders\/order-placed/,
    ],
    [
      'an event that no projection gets',
      { ...parcels, type: 'payment-requested' },
      /PaymentRequested is confidential/,
    ],
    [
      'one that there is',
      { name: 'orders', path: 'known-users', type: 'user-created' },
      /known-user\.entity\.ts exists already/,
    ],
    [
      'a table that there is',
      { name: 'inventory', path: 'reservations', type: 'order-placed' },
      /create-stock\.ts creates a table reservations already/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('projection', /** @type {Record<string, string>} */ (options))).toMatch(refusal);
  });
});
