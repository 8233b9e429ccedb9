const { SmallShop, contract } = require('./fixture');

describe('the map', () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => (shop = new SmallShop()));
  afterEach(() => shop.remove());

  /** What `npm run check` says. */
  const complaints = () => shop.run('--check');

  it('is drawn: services, events, arrows between them, but none back to where an event comes from', () => {
    const page = shop.map().page;
    expect(page).toContain('service_orders --> event_orders_order_placed_v1\n');
    expect(page).toContain('event_orders_order_placed_v1 --> service_shipping\n');
    expect(page).toContain('event_shipping_order_shipped_v1 --> service_orders\n');
    expect(page).not.toContain('event_orders_order_placed_v1 --> service_orders');
    expect(page).toMatch(
      /\[`OrderPlaced`\]\(\.\.\/libs\/contracts\/src\/orders\/order-placed\.v1\.ts\)<br>orders\.order-placed\.v1/,
    );
    expect(page).toMatch(
      /shipping: \[`ShipWhenOrderPlaced`\]\(\.\.\/apps\/shipping\/src\/ship-when-order-placed\.handler\.ts\)/,
    );
    expect(page).toMatch(/Published by nobody: none\.\n\nConsumed by nobody: none\./);
  });

  it('is the same each time, and says so after it was written', () => {
    expect(complaints()).toMatchObject({
      status: 1,
      stderr: [
        'docs/map.md is not what the code says: npm run docs writes it anew.',
        'apps/orders/README.md is not what the code says: npm run docs writes it anew.',
        'apps/shipping/README.md is not what the code says: npm run docs writes it anew.',
        'libs/contracts/schemas/orders/order-placed.v1.json is not what the code says: npm run docs writes it anew.',
        'libs/contracts/schemas/shipping/order-shipped.v1.json is not what the code says: npm run docs writes it anew.',
        'docs/asyncapi.json is not what the code says: npm run docs writes it anew.',
        'docs/contracts.md is not what the code says: npm run docs writes it anew.',
        'docker/rabbitmq/definitions.json is not what the code says: npm run docs writes it anew.',
        'docker/rabbitmq/users.sh is not what the code says: npm run docs writes it anew.',
        'docker/postgres/roles.sh is not what the code says: npm run docs writes it anew.',
        'docker/postgres/pg_hba.conf is not what the code says: npm run docs writes it anew.\n',
      ].join('\n'),
    });
    expect(shop.run()).toMatchObject({ status: 0, stdout: expect.stringContaining('docs/map.md written') });
    expect(complaints()).toMatchObject({ status: 0, stderr: '' });
    expect(shop.run()).toMatchObject({ status: 0, stdout: 'Everything is up to date.\n' });
  });

  it('leaves alone what a person wrote around the generated part', () => {
    shop.write(
      'apps/orders/README.md',
      '# orders\n\nBefore.\n\n<!-- From the code, by `npm run docs`: -->\n\nOld.\n\n<!-- Until here. -->\n\nAfter.\n',
    );
    shop.run();
    expect(shop.read('apps/orders/README.md')).toBe(`# orders

Before.

<!-- From the code, by \`npm run docs\`: -->

**Owns**

- read models [\`order_list\`](src/order-list.entity.ts)
- requests [\`POST /orders\`](src/orders.controller.ts), [\`GET /orders/:id\`](src/orders.controller.ts)

**Publishes**

- [\`OrderPlaced\`](../../libs/contracts/src/orders/order-placed.v1.ts) from [orders.controller.ts](src/orders.controller.ts)

**Consumes**

- [\`OrderListProjection\`](src/order-list.projection.ts), a projection, takes [\`OrderPlaced\`](../../libs/contracts/src/orders/order-placed.v1.ts), [\`OrderShipped\`](../../libs/contracts/src/shipping/order-shipped.v1.ts); keeps [\`order_list\`](src/order-list.entity.ts)

<!-- Until here. -->

After.
`);
  });

  it.each([
    ['is missing', undefined],
    ['does not say where its generated part goes', '# shipping\n'],
    [
      'does not say where its generated part goes',
      '<!-- Until here. --><!-- From the code, by `npm run docs`: -->',
    ],
  ])('a README that %s is told with what to do', (problem, text) => {
    shop.write('apps/shipping/README.md', text ?? '');
    if (text === undefined) shop.take('apps/shipping/README.md');
    const { status, stderr } = complaints();
    expect(status).toBe(1);
    expect(stderr).toContain(
      `apps/shipping/README.md ${problem}. Write what the service is for, put these two lines`,
    );
  });

  it('lists events that nobody publishes or consumes, and lets them be', () => {
    shop.write('libs/contracts/src/orders/order-lost.v1.ts', contract('orders.order-lost', 1, 'OrderLost'));
    const { page, problems } = shop.map();
    const link = '[`OrderLost`](../libs/contracts/src/orders/order-lost.v1.ts)';
    expect(page).toContain(`Published by nobody: ${link}.\n\nConsumed by nobody: ${link}.`);
    expect(page).toContain('class event_orders_order_lost_v1 unheard');
    expect(problems).toEqual([]);
  });

  describe('a consumer of what nobody publishes', () => {
    beforeEach(() =>
      shop.write(
        'apps/orders/src/orders.controller.ts',
        "import { Controller } from '@nestjs/common';\n@Controller() export class OrdersController {}",
      ),
    );

    it('makes the check fail, with who waits and what to do', () => {
      expect(shop.run('--check').status).toBe(1);
      expect(shop.run('--check').stderr).toContain(
        'apps/shipping/src/ship-when-order-placed.handler.ts: ShipWhenOrderPlaced of shipping waits for OrderPlaced, and nobody ' +
          'publishes it. Publish it in orders; if orders is not in this repository, name it in tools/docs/map/outsiders.js.',
      );
    });

    it('is fine when an outsider publishes it, and the map shows the outsider', () => {
      const { problems, page } = shop.map(['orders']);
      expect(problems).toEqual([]);
      expect(page).toContain('orders, which is not in this repository');
      expect(page).toContain('service_orders --> event_orders_order_placed_v1\n');
    });

    it('is fine for an old version while a newer one is published', () => {
      shop.write(
        'libs/contracts/src/orders/order-placed.v2.ts',
        contract('orders.order-placed', 2, 'OrderPlacedNow'),
      );
      shop.write(
        'apps/orders/src/place.ts',
        "import { OrderPlacedNow } from '../../../libs/contracts/src/orders/order-placed.v2';\nexport const place = () => new OrderPlacedNow({});",
      );
      expect(shop.map().problems).toEqual([]);
    });
  });

  describe('of snapshots', () => {
    const snapshot = () =>
      contract('orders.order-snapshot', 1, 'OrderSnapshot').replaceAll('IntegrationEvent', 'Snapshot');
    const source = `
      import { OrderSnapshot } from '../../../libs/contracts/src/orders/order-snapshot.v1';
      import { SnapshotSource } from '@warren/eventing';
      @SnapshotSource(OrderSnapshot) export class OrderSnapshots { page() { return [new OrderSnapshot({})]; } }`;
    const asks = `
      import { OrderPlaced } from '@warren/contracts';
      import { On, Projection } from '@warren/eventing';
      import { OrderSnapshot } from '../../../libs/contracts/src/orders/order-snapshot.v1';
      @Projection({ name: 'known-orders' })
      export class KnownOrders { @On(OrderSnapshot) @On(OrderPlaced) known() {} }`;

    beforeEach(() => {
      shop.write('libs/contracts/src/orders/order-snapshot.v1.ts', snapshot());
      shop.write('apps/orders/src/order-snapshots.ts', source);
      shop.write('apps/shipping/src/known-orders.ts', asks);
      provide('orders', 'OrderSnapshots');
      provide('shipping', 'KnownOrders');
    });

    /** @param {string} app @param {string} provider */
    const provide = (app, provider) =>
      shop.write(
        `apps/${app}/src/more.module.ts`,
        `import { ${provider} } from './${app === 'orders' ? 'order-snapshots' : 'known-orders'}';
         @Module({ providers: [${provider}] }) export class MoreModule {}
         import { Module } from '@nestjs/common';`,
      );

    it('says who asks whom, and takes them for no events', () => {
      const { page, problems } = shop.map();
      expect(problems).toEqual([]);
      expect(page).toContain('service_shipping -. order-snapshot.v1 .-> service_orders\n');
      expect(page).not.toContain('event_orders_order_snapshot_v1');
      expect(page).toMatch(
        /## Snapshots[^]*orders\.order-snapshot\.v1[^|]*\| orders: \[`OrderSnapshots`\][^|]*\| shipping: \[`KnownOrders`\]/,
      );
      shop.run();
      expect(shop.read('apps/orders/README.md')).toMatch(
        /\*\*Provides\*\*\n\n- \[`OrderSnapshot`\].* from \[`OrderSnapshots`\]/,
      );
      expect(shop.read('apps/shipping/README.md')).toMatch(
        /takes \[`OrderPlaced`\]\([^)]*\); asks for \[`OrderSnapshot`\]/,
      );
    });

    it('complains when nobody provides what is asked for', () => {
      shop.take('apps/orders/src/order-snapshots.ts');
      shop.take('apps/orders/src/more.module.ts');
      expect(shop.map().problems).toEqual([
        expect.stringMatching(
          /^apps\/shipping\/src\/known-orders\.ts: KnownOrders of shipping asks for OrderSnapshot, and nobody provides it/,
        ),
      ]);
    });
  });

  it('complains of an event that another service makes', () => {
    shop.write(
      'apps/shipping/src/cheat.ts',
      "import { OrderPlaced } from '@warren/contracts';\nexport const cheat = () => new OrderPlaced({});",
    );
    expect(shop.map().problems).toEqual([
      expect.stringMatching(
        /^apps\/shipping\/src\/cheat\.ts: shipping makes a OrderPlaced, which is an event of orders: only that/,
      ),
    ]);
  });

  it('complains of what is in no module, and does not draw it', () => {
    shop.write('apps/shipping/src/shipping.module.ts', 'export class ShippingModule {}');
    const { problems, page } = shop.map();
    expect(problems).toEqual([
      'apps/shipping/src/ship-when-order-placed.handler.ts: ShipWhenOrderPlaced is in no module, so the service does not ' +
        'know it. Add it to a @Module.',
    ]);
    expect(page).not.toContain('event_orders_order_placed_v1 --> service_shipping');
  });

  it('complains of a decorator with an event that it does not know', () => {
    shop.write(
      'apps/shipping/src/other.ts',
      "import { OrderPlaced } from '@warren/contracts';\nimport { Hears } from 'x';\nexport class Other { @Hears(OrderPlaced) hear() {} }",
    );
    expect(shop.map().problems).toEqual([
      expect.stringMatching(
        /^apps\/shipping\/src\/other\.ts: Other has @Hears with an event\..*consumers\.js/,
      ),
    ]);
  });
});
