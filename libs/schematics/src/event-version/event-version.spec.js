const { refusalOf, tryOut } = require('../../test/try-out');

const ORDERS = 'libs/contracts/src/orders';

describe('nest g event-version', () => {
  const placed = { name: 'orders', path: 'order-placed' };

  it('writes the next version beside the old one, its fixture, and the upcaster with its test', async () => {
    const { created, changed, tree, said } = await tryOut('event-version', placed);
    expect(created).toEqual([
      'libs/contracts/fixtures/orders/order-placed.v2.json',
      `${ORDERS}/order-placed.v1-to-v2.spec.ts`,
      `${ORDERS}/order-placed.v1-to-v2.ts`,
      `${ORDERS}/order-placed.v2.ts`,
    ]);
    expect(changed).toEqual(['libs/contracts/src/index.ts', `${ORDERS}/order-placed.v1.ts`]);
    expect(tree.readText('libs/contracts/fixtures/orders/order-placed.v2.json')).toBe(
      tree.readText('libs/contracts/fixtures/orders/order-placed.v1.json'),
    );
    expect(tree.readText(`${ORDERS}/order-placed.v2.ts`)).toContain(`
import { OrderContent } from './order-content';
import { orderPlacedV1ToV2 } from './order-placed.v1-to-v2';

/** A user placed an order. Whether it can be fulfilled is not known yet. */
@IntegrationEvent({
  type: 'orders.order-placed',
  version: 2,
  upcaster: orderPlacedV1ToV2,
  aggregate: 'order',
  subject: (event: OrderPlaced) => event.orderId,
})
export class OrderPlaced extends OrderContent<OrderPlaced> {
`);
    expect(said).toMatch(/change OrderPlaced in .*order-placed\.v2\.ts/);
    expect(said).toMatch(
      /npm run docs writes libs\/contracts\/schemas\/orders\/order-placed\.v2\.json.*Until then: delete it/,
    );
  });

  it('gives the old version its number, in its file and in the registry', async () => {
    const { tree } = await tryOut('event-version', placed);
    const old = tree.readText(`${ORDERS}/order-placed.v1.ts`);
    expect(old).toContain('export class OrderPlacedV1 extends OrderContent<OrderPlacedV1> {');
    expect(old).toContain('(event: OrderPlacedV1) => event.orderId');
    expect(tree.readText('libs/contracts/src/index.ts')).toContain(
      "export { OrderPlacedV1 } from './orders/order-placed.v1';\n" +
        "export { OrderPlaced } from './orders/order-placed.v2';\n",
    );
  });

  it('leaves the parts of an event where they are', async () => {
    const { tree } = await tryOut('event-version', { name: 'orders', path: 'order-cancelled' });
    const next = tree.readText(`${ORDERS}/order-cancelled.v2.ts`);
    expect(next).toContain("import { CANCELLATION_CAUSES } from './order-cancelled.v1';");
    expect(next).not.toContain('const CANCELLATION_CAUSES');
    expect(tree.readText('libs/contracts/src/index.ts')).toContain(
      "export { CANCELLATION_CAUSES, OrderCancelledV1 } from './orders/order-cancelled.v1';",
    );
  });

  it('imports nothing that only such a part has needed', async () => {
    const { tree } = await tryOut('event-version', { name: 'inventory', path: 'stock-reserved' });
    const next = tree.readText('libs/contracts/src/inventory/stock-reserved.v2.ts');
    const [imports = ''] = next.split(" } from 'class-validator'");
    for (const name of imports.replace('import {', '').split(','))
      expect(next.split(name.trim()).length).toBeGreaterThan(2);
  });

  it('goes on from the second version to the third', async () => {
    const { tree: second } = await tryOut('event-version', placed);
    const { tree } = await tryOut('event-version', placed, second);
    const third = tree.readText(`${ORDERS}/order-placed.v3.ts`);
    expect(third).toContain('  version: 3,\n  upcaster: orderPlacedV2ToV3,\n');
    expect(third).not.toContain('V1ToV2');
    expect(tree.readText(`${ORDERS}/order-placed.v1-to-v2.spec.ts`)).toContain(
      "import { OrderPlacedV2 } from './order-placed.v2';",
    );
    expect(tree.readText(`${ORDERS}/order-placed.v2.ts`)).toContain('export class OrderPlacedV2 extends');
    expect(tree.readText('libs/contracts/src/index.ts')).toContain(
      "export { OrderPlacedV2 } from './orders/order-placed.v2';\n" +
        "export { OrderPlaced } from './orders/order-placed.v3';\n",
    );
  });

  it('names the files that name the old version in a text', async () => {
    const { said } = await tryOut('event-version', { name: 'users', path: 'user-created' });
    expect(said).toMatch(
      /these name users\.user-created\.v1 in a text.*apps\/users\/test\/users\.int-spec\.ts/,
    );
  });

  it.each([
    ['a service that is none', { ...placed, name: 'nobody' }, /no service "nobody"/],
    ['no event', { name: 'orders' }, /Only the service was named/],
    ['a snapshot', { name: 'users', path: 'user-snapshot' }, /UserSnapshot is a snapshot/],
    ['an event of another service', { ...placed, name: 'users' }, /no event "users\/order-placed"/],
    [
      'an event that is none',
      { ...placed, path: 'order-plced' },
      /no event "orders\/order-plced"\. Near it are orders\/order-placed/,
    ],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('event-version', /** @type {Record<string, string>} */ (options))).toMatch(
      refusal,
    );
  });
});
