const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Fixture } = require('../../check/fixture');
const { repository } = require('../../repository');
const { mapOf } = require('./index');
const { readSystem } = require('./services');

const README = '# A service\n\n<!-- From the code, by `npm run docs`: -->\n<!-- Until here. -->\n';

/** Two services, of which one places orders and the other one ships them. */
const SHOP = {
  'libs/contracts/src/index.ts': `
    export { OrderPlaced } from './orders/order-placed.v1';
    export { OrderShipped } from './shipping/order-shipped.v1';`,
  'libs/contracts/src/orders/order-placed.v1.ts': contract('orders.order-placed', 1, 'OrderPlaced'),
  'libs/contracts/src/shipping/order-shipped.v1.ts': contract('shipping.order-shipped', 1, 'OrderShipped'),
  'apps/orders/README.md': README,
  'apps/orders/src/orders.module.ts': `
    import { Module } from '@nestjs/common';
    import { EventingModule } from '@warren/eventing';
    import { OrdersController } from './orders.controller';
    import { OrderListProjection } from './order-list.projection';
    const readModels = [OrderListProjection];
    @Module({ imports: [EventingModule.forService('orders')], controllers: [OrdersController], providers: [...readModels] })
    export class OrdersModule {}`,
  'apps/orders/src/orders.controller.ts': `
    import { Controller, Get, Post } from '@nestjs/common';
    import { OrderPlaced } from '@warren/contracts';
    @Controller('orders')
    export class OrdersController {
      @Post() place() { return new OrderPlaced({}); }
      @Get(':id') get() {}
    }`,
  'apps/orders/src/order-list.entity.ts': `
    import { Entity } from 'typeorm';
    @Entity('order_list') export class OrderList {}`,
  'apps/orders/src/order-list.projection.ts': `
    import { OrderPlaced, OrderShipped } from '@warren/contracts';
    import { On, Projection } from '@warren/eventing';
    import { OrderList } from './order-list.entity';
    @Projection({ name: 'order-list', into: OrderList })
    export class OrderListProjection {
      @On(OrderPlaced) placed() {}
      @On(OrderShipped) shipped() {}
    }`,
  'apps/shipping/README.md': README,
  'apps/shipping/src/shipping.module.ts': `
    import { Module } from '@nestjs/common';
    import { ShipWhenOrderPlaced } from './ship-when-order-placed.handler';
    @Module({ providers: [ShipWhenOrderPlaced] })
    export class ShippingModule {}`,
  'apps/shipping/src/ship-when-order-placed.handler.ts': `
    import { OrderPlaced, OrderShipped } from '@warren/contracts';
    import { IdempotentHandler } from '@warren/eventing';
    export class ShipWhenOrderPlaced {
      @IdempotentHandler(OrderPlaced, { concurrency: 2 }) handle() { return new OrderShipped({}); }
    }`,
};

/** @param {string} type @param {number} version @param {string} name */
function contract(type, version, name) {
  return `
    import { IntegrationEvent } from '@warren/eventing';
    @IntegrationEvent({ type: '${type}', version: ${version}, aggregate: 'order', subject: () => '' })
    export class ${name} { constructor(fields: object) {} }`;
}

/** A small repository whose map is drawn. */
class SmallShop extends Fixture {
  constructor() {
    super();
    for (const [file, text] of Object.entries(SHOP)) this.write(file, text);
  }

  /** @param {string} file */
  take(file) {
    fs.rmSync(path.join(this.root, file));
  }

  system() {
    return readSystem(this.root);
  }

  /** @param {string[]} [outsiders] */
  map(outsiders = []) {
    const { problems, documents } = mapOf(this.root, outsiders);
    /** @param {string} place */
    const text = (place) => documents.find((document) => document.place === place)?.text ?? '';
    return { problems, page: text('docs/map.md') };
  }

  /** @param {string} file */
  read(file) {
    return fs.readFileSync(path.join(this.root, file), 'utf8');
  }

  /** `npm run docs`, or with `--check` what `npm run check` does. @param {string[]} args */
  run(...args) {
    const tool = path.join(repository, 'tools', 'docs.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...args, this.root], {
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }
}

module.exports = { SmallShop, contract };
