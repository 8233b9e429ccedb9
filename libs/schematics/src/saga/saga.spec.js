const { refusalOf, tryOut } = require('../../test/try-out');

const SAGA = 'apps/inventory/src/sagas/deliver-parcel/deliver-parcel.saga';

describe('nest g saga', () => {
  it('writes the process and its test, and makes it known', async () => {
    const options = { name: 'inventory', path: 'deliver-parcel', type: 'order-confirmed' };
    const { created, changed, tree } = await tryOut('saga', options);
    expect(created).toEqual([`${SAGA}.spec.ts`, `${SAGA}.ts`]);
    expect(changed).toEqual(['apps/inventory/src/inventory.module.ts']);
    expect(tree.readText('apps/inventory/src/inventory.module.ts')).toContain(
      '    StockSnapshots,\n    DeliverParcel,\n',
    );
    expect(tree.readText(`${SAGA}.ts`)).toContain(`
@Saga({ name: 'deliver-parcel', key: (event: { orderId: string }) => event.orderId })
export class DeliverParcel {
`);
  });

  it('is started by whichever of several events comes first', async () => {
    const options = { name: 'inventory', path: 'deliver-parcel', on: 'order-confirmed,order-placed' };
    const { tree } = await tryOut('saga', options);
    expect(tree.readText(`${SAGA}.ts`).match(/@StartedBy\(\w+\)/g)).toEqual([
      '@StartedBy(OrderConfirmed)',
      '@StartedBy(OrderPlaced)',
    ]);
  });

  const parcel = { name: 'inventory', path: 'deliver-parcel', type: 'order-placed' };
  it.each([
    ['a service that is none', { ...parcel, name: 'nobody' }, /no service "nobody"/],
    ['no name', { name: 'inventory' }, /Only the service was named/],
    ['no event', { name: 'inventory', path: 'deliver-parcel' }, /Which events does deliver-parcel follow\?/],
    [
      'one of several events, without saying which',
      { name: 'inventory', path: 'hasten-order' },
      /Which event starts hasten-order\? It could be .*order-placed/,
    ],
    ['events with different ids', { ...parcel, type: 'order-placed,user-created' }, /orderId and userId/],
    ['a snapshot', { ...parcel, type: 'user-snapshot' }, /UserSnapshot is a snapshot/],
    [
      'one that there is',
      { name: 'orders', path: 'fulfil-order', type: 'order-placed' },
      /fulfil-order\.saga\.ts exists already/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('saga', /** @type {Record<string, string>} */ (options))).toMatch(refusal);
  });
});
