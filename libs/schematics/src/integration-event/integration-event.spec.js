const { refusalOf, tryOut } = require('../../test/try-out');

/** @param {Record<string, string>} options */
const generate = (options) => tryOut('integration-event', options);

describe('nest g integration-event', () => {
  it('writes the contract and its fixture, makes them known, and says who publishes it how', async () => {
    const { created, changed, tree, said } = await generate({ name: 'orders', path: 'OrderShipped' });
    expect(created).toEqual([
      'libs/contracts/fixtures/orders/order-shipped.v1.json',
      'libs/contracts/src/orders/order-shipped.v1.ts',
    ]);
    expect(changed).toEqual(['libs/contracts/src/index.ts']);
    expect(tree.readText('libs/contracts/src/orders/order-shipped.v1.ts')).toContain(`
@IntegrationEvent({
  type: 'orders.order-shipped',
  version: 1,
  aggregate: 'order',
  subject: (event: OrderShipped) => event.orderId,
})
export class OrderShipped extends Payload<OrderShipped> {
  @IsUUID('loose') readonly orderId!: string;
  @IsRFC3339() readonly shippedAt!: string;
}
`);
    expect(said).toMatch(
      /Next:.*this\.outbox\.publish\(new OrderShipped\(\{ orderId, shippedAt: .* \}\)\);.*npm run docs/s,
    );
    expect(said).toContain('libs/contracts/schemas/orders/order-shipped.v1.json');
  });

  it('puts the line into the registry after the others of its service', async () => {
    const { tree } = await generate({ name: 'orders', path: 'order-shipped' });
    expect(tree.readText('libs/contracts/src/index.ts')).toMatch(
      /'\.\/orders\/[^']+';\nexport { OrderShipped } from '\.\/orders\/order-shipped\.v1';\n\n/,
    );
  });

  it('knows what an aggregate of the service is called and by which field it is told from others', async () => {
    const { tree } = await generate({ name: 'inventory', path: 'stock-counted' });
    const contract = tree.readText('libs/contracts/src/inventory/stock-counted.v1.ts');
    expect(contract).toContain("aggregate: 'stock'");
    expect(contract).toContain('(event: StockCounted) => event.productId');
  });

  it('takes another aggregate when it is named', async () => {
    const { tree } = await generate({ name: 'orders', path: 'last-copy-sold', type: 'product-line' });
    const contract = tree.readText('libs/contracts/src/orders/last-copy-sold.v1.ts');
    expect(contract).toContain("aggregate: 'product-line'");
    expect(contract).toContain('readonly productLineId!: string;');
    expect(contract).toContain('readonly happenedAt!: string;');
  });

  it.each([
    ['a service that is none', { name: 'nobody', path: 'order-shipped' }, /no service "nobody".*orders/],
    ['no event', { name: 'orders' }, /Only the service was named/],
    ['what is no name', { name: 'orders', path: '1st-order' }, /"1st-order" is no name for an event/],
    [
      'an event that there is',
      { name: 'orders', path: 'order-placed' },
      /orders\/order-placed exists already.*nest g event-version orders order-placed/,
    ],
    [
      'an aggregate whose events are confidential',
      { name: 'orders', path: 'payment-request-withdrawn' },
      /PaymentRequested, which is confidential/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('integration-event', /** @type {Record<string, string>} */ (options))).toMatch(
      refusal,
    );
  });
});
