const { SmallShop, contract } = require('../map/fixture');
const { definitionsOf } = require('./definitions');
const { rightsOf } = require('./rights');
const { scriptOf } = require('./script');

describe("the broker's users", () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => (shop = new SmallShop()));
  afterEach(() => shop.remove());

  /** @param {string} [namespace] @param {string[]} [outsiders] */
  const rights = (namespace, outsiders = []) => rightsOf(shop.system(), outsiders, namespace);
  /** @param {string} service @param {string} [namespace] */
  const of = (service, namespace) =>
    /** @type {import('./rights').Rights} */ (rights(namespace).find((one) => one.service === service));
  /** @param {string} pattern @param {string[]} names those that it matches, as RabbitMQ looks for it */
  const matching = (pattern, ...names) => names.filter((name) => new RegExp(pattern).test(name));

  it('may configure what is their own, and nothing that only looks like it', () => {
    const names = [
      'orders.events',
      'orders.any-queue',
      'orders',
      'orders-archive.events',
      'xorders.events',
      '',
    ];
    expect(matching(of('orders').configure, ...names)).toEqual(['orders.events', 'orders.any-queue']);
  });

  it('may read the exchanges that their code listens to, and no queue or other exchange of anybody', () => {
    const names = ['orders.events', 'orders.replays', 'orders.direct', 'orders.list', 'amq.default'];
    expect(matching(of('shipping').read, ...names)).toEqual(['orders.events', 'orders.replays']);
  });

  it('may write nothing of others where they ask nobody, least of all to the default exchange', () => {
    for (const { write } of rights())
      expect(matching(write, 'amq.default', '', 'billing.events', 'amq.topic')).toEqual([]);
    expect(matching(of('shipping').write, 'orders.events', 'orders.list')).toEqual([]);
  });

  it('may bind to public events, and to what is confidential only by its full name', () => {
    shop.write(
      'libs/contracts/src/orders/card-given.v1.ts',
      contract('orders.card-given', 1, 'CardGiven').replace('version: 1', 'version: 1, confidential: true'),
    );
    shop.write(
      'libs/contracts/src/index.ts',
      `${shop.read('libs/contracts/src/index.ts')}
      export { CardGiven } from './orders/card-given.v1';`,
    );
    shop.write(
      'apps/shipping/src/charge.ts',
      `import { CardGiven } from '@warren/contracts';
       import { IdempotentHandler } from '@warren/eventing';
       export class ShipWhenOrderPlaced2 { @IdempotentHandler(CardGiven) handle() {} }`,
    );
    shop.write(
      'apps/shipping/src/more.module.ts',
      `import { Module } from '@nestjs/common';
       import { ShipWhenOrderPlaced2 } from './charge';
       @Module({ providers: [ShipWhenOrderPlaced2] }) export class MoreModule {}`,
    );
    const topic = of('shipping').topics.find(({ exchange }) => exchange === 'orders.events');
    const keys = ['order-placed.v1', '*.*', 'confidential.card-given.v1', 'confidential.other.v1'];
    const greedy = ['#', 'confidential.#', '*.*.*', 'confidential.*.v1', '*.card-given.v1', 'x.#'];
    expect(matching(topic?.read ?? '', ...keys, ...greedy)).toEqual(keys.slice(0, 3));
    expect(topic?.write).toBe('^$');
  });

  it('may have sent once more what is for their own queues, and not listen to what is for others', () => {
    const topic = of('shipping').topics.find(({ exchange }) => exchange === 'orders.replays');
    const keys = [
      'shipping.ship',
      'shipping.known-orders',
      'billing.take-payment',
      '#',
      '*.*',
      'shipping.*',
      'shipping.#',
    ];
    expect(matching(topic?.read ?? '', ...keys)).toEqual(keys.slice(0, 2));
    expect(topic?.write).toBe('^$');
  });

  it('may ask those whose snapshots they take, who may answer', () => {
    shop.write(
      'libs/contracts/src/orders/order-snapshot.v1.ts',
      contract('orders.order-snapshot', 1, 'OrderSnapshot').replaceAll('IntegrationEvent', 'Snapshot'),
    );
    shop.write(
      'libs/contracts/src/index.ts',
      `${shop.read('libs/contracts/src/index.ts')}
      export { OrderSnapshot } from './orders/order-snapshot.v1';`,
    );
    shop.write(
      'apps/shipping/src/known-orders.ts',
      `import { OrderPlaced, OrderSnapshot } from '@warren/contracts';
       import { On, Projection } from '@warren/eventing';
       @Projection({ name: 'known-orders', into: Object })
       export class KnownOrders { @On(OrderPlaced) placed() {} @On(OrderSnapshot) is() {} }`,
    );
    shop.write(
      'apps/shipping/src/more.module.ts',
      `import { Module } from '@nestjs/common';
       import { KnownOrders } from './known-orders';
       @Module({ providers: [KnownOrders] }) export class MoreModule {}`,
    );
    expect(matching(of('shipping').write, 'orders.requests', 'orders.snapshots')).toEqual([
      'orders.requests',
    ]);
    expect(matching(of('orders').write, 'shipping.snapshots', 'shipping.requests')).toEqual([
      'shipping.snapshots',
    ]);
    const topic = of('shipping').topics.find(({ exchange }) => exchange === 'orders.requests');
    expect(matching(topic?.write ?? '', 'snapshot-requested.v1', 'snapshot-requestedxv1')).toEqual([
      'snapshot-requested.v1',
    ]);
    expect(of('orders').exchanges.map(({ name }) => name)).toContain('orders.requests');
    expect(of('shipping').exchanges.map(({ name }) => name)).toContain('shipping.snapshots');
  });

  it('may ask those whose events tell of persons for keys, who may answer', () => {
    const forgetting = 'libs/contracts/src/orders/order-placed.v1.ts';
    shop.write(forgetting, shop.read(forgetting).replace('version: 1', "version: 1, forgets: () => ''"));
    expect(matching(of('shipping').write, 'orders.requests', 'orders.answers')).toEqual(['orders.requests']);
    expect(matching(of('orders').write, 'shipping.answers', 'shipping.requests')).toEqual([
      'shipping.answers',
    ]);
    const topic = of('shipping').topics.find(({ exchange }) => exchange === 'orders.requests');
    expect(
      matching(topic?.write ?? '', 'personal-keys-requested.v1', 'snapshot-requested.v1', 'anything'),
    ).toEqual(['personal-keys-requested.v1']);
    expect(of('orders').exchanges.map(({ name }) => name)).toContain('orders.requests');
    expect(of('shipping').exchanges.map(({ name }) => name)).toContain('shipping.answers');
  });

  it('have the namespace in all their names', () => {
    expect(of('orders', 't1').user).toBe('t1.orders');
    const names = ['t1.orders.events', 'orders.events', 't2.orders.events', 't1xorders.events'];
    expect(matching(of('orders', 't1').configure, ...names)).toEqual(['t1.orders.events']);
  });

  it('include services whose code is elsewhere', () => {
    shop.take('apps/shipping/src/shipping.module.ts');
    const billing = rights(undefined, ['shipping', 'nobody']).filter(({ service }) => service !== 'orders');
    expect(billing).toMatchObject([{ service: 'shipping', user: 'shipping', write: '^(shipping\\..+)$' }]);
  });

  it('log in with a password only where one is given', () => {
    const [nobody] = definitionsOf(rights(), '/').users;
    expect(nobody).toMatchObject({ password_hash: '' });
    const [one] = definitionsOf(rights(), '/', (user) => `secret of ${user}`).users;
    const bytes = Buffer.from(one?.password_hash ?? '', 'base64');
    expect(bytes).toHaveLength(36);
    expect(JSON.stringify(one)).not.toContain('secret');
  });

  it('are told apart from the shell', () => {
    expect(scriptOf(rights("it's"), "v'h")).toContain(String.raw`user 'it'\''s.orders'`);
  });

  it('are compared by npm run check', () => {
    shop.run();
    expect(shop.run('--check').status).toBe(0);
    const file = 'docker/rabbitmq/definitions.json';
    shop.write(file, shop.read(file).replace('orders\\\\.replays', 'orders\\\\..+'));
    expect(shop.run('--check').stderr).toContain(`${file} is not what the code says`);
  });
});
