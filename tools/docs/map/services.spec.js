const { SmallShop, contract } = require('./fixture');

describe('what is read from the code', () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => (shop = new SmallShop()));
  afterEach(() => shop.remove());

  /** In short: what each consumer reacts to. @param {string} app */
  const consumers = (app) =>
    shop
      .system()
      .services.find((service) => service.app === app)
      ?.consumers.map(({ name, kind, reactions, timeouts }) => ({
        [`${kind} ${name}`]: reactions.map(({ role, contract: { event } }) => `${role} ${event}`),
        ...(timeouts.length > 0 ? { timeouts } : {}),
      }));
  /** @param {string} app */
  const service = (app) => shop.system().services.find((one) => one.app === app);
  /** @param {string} app */
  const published = (app) =>
    service(app)?.publications.map(({ contract: { event }, files }) => [event, ...files]);

  it('finds every folder of apps with a module, and nothing else', () => {
    shop.write('apps/test/shop.e2e-spec.ts', '');
    shop.write('apps/reporting/src/reporting.module.ts', 'export class ReportingModule {}');
    expect(shop.system().services.map(({ name }) => name)).toEqual(['orders', 'reporting', 'shipping']);
  });

  it('finds handlers and projections, with what they react to', () => {
    expect(consumers('orders')).toEqual([
      { 'projection OrderListProjection': ['takes order-placed.v1', 'takes order-shipped.v1'] },
    ]);
    expect(consumers('shipping')).toEqual([{ 'handler ShipWhenOrderPlaced': ['takes order-placed.v1'] }]);
  });

  it('has who takes a version take the older one that is read as it', () => {
    shop.write(
      'libs/contracts/src/orders/order-placed.v1-to-v2.ts',
      `import { upcast } from '@warren/eventing';
       import { OrderPlacedV1 } from './order-placed.v1';
       export const orderPlacedV1ToV2 = upcast(OrderPlacedV1, (old) => old);`,
    );
    const v1 = contract('orders.order-placed', 1, 'OrderPlacedV1');
    shop.write('libs/contracts/src/orders/order-placed.v1.ts', v1);
    const v2 = contract('orders.order-placed', 2, 'OrderPlaced');
    shop.write(
      'libs/contracts/src/orders/order-placed.v2.ts',
      `import { orderPlacedV1ToV2 } from './order-placed.v1-to-v2';${v2.replace('subject:', 'upcaster: orderPlacedV1ToV2, subject:')}`,
    );
    shop.write(
      'libs/contracts/src/index.ts',
      `export { OrderPlaced } from './orders/order-placed.v2';
       export { OrderPlacedV1 } from './orders/order-placed.v1';
       export { OrderShipped } from './shipping/order-shipped.v1';`,
    );
    expect(consumers('shipping')).toEqual([
      { 'handler ShipWhenOrderPlaced': ['takes order-placed.v2', 'takes order-placed.v1'] },
    ]);
  });

  it('finds sagas: what starts them, what they go on with, their time-outs, what they publish', () => {
    shop.write(
      'apps/shipping/src/fulfil.saga.ts',
      `import { OrderPlaced, OrderShipped } from '@warren/contracts';
       import { On, OnTimeout, Saga, StartedBy } from '@warren/eventing';
       const LATE = 'late';
       @Saga({ name: 'fulfil', state: Object })
       export class Fulfil {
         @StartedBy(OrderPlaced) start() {}
         @On(OrderShipped) shipped() {}
         @OnTimeout(LATE) late(saga: any) { saga.publish(new OrderShipped({})); }
       }`,
    );
    shop.write(
      'apps/shipping/src/shipping.module.ts',
      `import { Module } from '@nestjs/common';
       import { Fulfil } from './fulfil.saga';
       @Module({ providers: [{ provide: 'saga', useClass: Fulfil }] }) export class ShippingModule {}`,
    );
    expect(consumers('shipping')).toEqual([
      { 'saga Fulfil': ['is started by order-placed.v1', 'takes order-shipped.v1'], timeouts: ['late'] },
    ]);
    expect(published('shipping')).toContainEqual([
      'order-shipped.v1',
      'apps/shipping/src/fulfil.saga.ts',
      'apps/shipping/src/ship-when-order-placed.handler.ts',
    ]);
  });

  it('follows other names, namespaces and files that hand names on', () => {
    shop.write('apps/orders/src/events.ts', "export { OrderPlaced as Placed } from '@warren/contracts';");
    shop.write(
      'apps/orders/src/orders.controller.ts',
      `import { Controller as Http } from '@nestjs/common';
       import { Placed as Event } from './events';
       const EVENTS = { placed: Event };
       @Http() export class OrdersController { place() { return new EVENTS.placed({}); } }`,
    );
    shop.write(
      'apps/shipping/src/ship-when-order-placed.handler.ts',
      `import * as contracts from '@warren/contracts';
       import * as eventing from '@warren/eventing';
       import { IdempotentHandler as Handles } from '@warren/eventing';
       export class ShipWhenOrderPlaced {
         @Handles(contracts.OrderPlaced) one() {}
         @eventing.IdempotentHandler(contracts.OrderShipped) two() { return new contracts.OrderShipped({}); }
       }`,
    );
    expect(published('orders')).toEqual([['order-placed.v1', 'apps/orders/src/orders.controller.ts']]);
    expect(published('shipping')).toEqual([
      ['order-shipped.v1', 'apps/shipping/src/ship-when-order-placed.handler.ts'],
    ]);
    expect(consumers('shipping')).toEqual([
      { 'handler ShipWhenOrderPlaced': ['takes order-placed.v1', 'takes order-shipped.v1'] },
    ]);
  });

  it('takes neither tests nor classes of the same name for what is published', () => {
    shop.write(
      'apps/shipping/src/order.spec.ts',
      "import { OrderPlaced } from '@warren/contracts'; new OrderPlaced({});",
    );
    shop.write(
      'apps/shipping/src/order-placed.ts',
      'export class OrderPlaced {} export const mine = () => new OrderPlaced();',
    );
    expect(published('shipping')).toEqual([
      ['order-shipped.v1', 'apps/shipping/src/ship-when-order-placed.handler.ts'],
    ]);
  });

  it('finds requests, however the paths are written', () => {
    shop.write(
      'apps/orders/src/orders.controller.ts',
      `import { Controller, Delete, Get, Put } from '@nestjs/common';
       const ORDERS = 'orders';
       @Controller({ path: ORDERS }) export class OrdersController {
         @Get() list() {}
         @Get(['/:id/', ':id/lines']) get() {}
         @Put(\`:id\`) put() {}
         @Delete(ORDERS as string) remove() {}
       }`,
    );
    expect(service('orders')?.routes.map(({ request }) => request)).toEqual([
      'GET /orders',
      'GET /orders/:id',
      'GET /orders/:id/lines',
      'PUT /orders/:id',
      'DELETE /orders/orders',
    ]);
  });

  it('finds tables: of entities, and of migrations beside them, as they are in the end', () => {
    shop.write(
      'apps/orders/src/line.row.ts',
      `import { Entity } from 'typeorm';
       @Entity() export class OrderLine {} @Entity({ name: 'lines_v2' }) export class LineV2 {}`,
    );
    const migration = (/** @type {string} */ up) =>
      `export class M { async up(r: any) { ${up} } async down(r: any) { await r.query('create table undone (id int)'); } }`;
    shop.write(
      'apps/orders/migrations/1-first.ts',
      migration(`await r.query(\`create table order_list (id int);
        CREATE TABLE IF NOT EXISTS "keys" (id int) partition by range (id);
        create table keys_default partition of keys default; create table old (id int); create table temp (id int)\`)`),
    );
    shop.write(
      'apps/orders/migrations/2-second.ts',
      migration("await r.query('alter table old rename to renewed'); await r.query('drop table temp')"),
    );
    expect(service('orders')?.tables.map(({ name, file }) => `${name} ${file}`)).toEqual([
      'keys apps/orders/migrations/1-first.ts',
      'lines_v2 apps/orders/src/line.row.ts',
      'order_line apps/orders/src/line.row.ts',
      'order_list apps/orders/src/order-list.entity.ts',
      'renewed apps/orders/migrations/2-second.ts',
    ]);
  });

  it('says what it cannot read', () => {
    const computed = contract('orders.order-placed', 1, 'OrderPlaced').replace(
      "'orders.order-placed'",
      'name()',
    );
    shop.write('libs/contracts/src/orders/order-placed.v1.ts', computed);
    expect(() => shop.system()).toThrow(
      /order-placed\.v1\.ts: the type and the version of OrderPlaced cannot be read/,
    );
  });
});
