const { loadAll } = require('js-yaml');
const { SmallShop } = require('../map/fixture');

/** @param {string} name @param {string} [variables] */
const manifest = (name, variables = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    spec:
      containers:
        - name: service
          env:
            - { name: DATABASE_URL, valueFrom: { secretKeyRef: { name: ${name}, key: DATABASE_URL } } }
            - { name: RABBITMQ_URL, valueFrom: { secretKeyRef: { name: ${name}, key: RABBITMQ_URL } } }
${variables}`;

describe('what Kubernetes is told from the code', () => {
  /** @type {SmallShop} */
  let shop;
  beforeEach(() => {
    shop = new SmallShop();
    shop.write('k8s/base/kustomization.yaml', 'resources: []');
    shop.write('k8s/base/orders.yaml', manifest('orders'));
    shop.write('k8s/base/shipping.yaml', manifest('shipping'));
    shop.write('docker/observability/rules/warren.rules.yml', 'groups: [{ name: one, rules: [] }]');
    shop.write('docker/observability/grafana/dashboards/one.json', '{ "title": "One" }');
  });
  afterEach(() => shop.remove());

  /** @param {string} file @returns {any[]} */
  const objects = (file) => loadAll(shop.read(file));

  it('covers every service, with nothing written for it by hand', () => {
    expect(shop.run()).toMatchObject({ status: 0 });
    const scaled = objects('k8s/components/scaling/scaled-objects.yaml');
    expect(scaled.map(({ metadata }) => metadata.name)).toEqual(['orders', 'shipping']);
    const [{ spec }] = objects('k8s/components/ingress/ingress.yaml');
    /** @type {{ path: string, backend: { service: { name: string } } }[]} */
    const paths = spec.rules[0].http.paths;
    expect(paths.map(({ path, backend }) => [path, backend.service.name])).toEqual([['/orders', 'orders']]);
    const [cluster] = objects('k8s/components/postgresql-cluster/access.yaml');
    expect(cluster.spec.postgresql.pg_hba).toContain(
      'hostssl "shipping" "shipping","shipping_migrator" all scram-sha-256',
    );
    expect(shop.read('k8s/components/database-roles/roles.sh')).toContain("service 'shipping'");
    expect(shop.read('k8s/components/broker-users/definitions.json')).toContain('"name": "shipping"');
    expect(objects('k8s/components/observability/rules.yaml')[0].spec.groups).toEqual([
      { name: 'one', rules: [] },
    ]);
  });

  it('is compared by npm run check', () => {
    shop.run();
    expect(shop.run('--check').status).toBe(0);
    const file = 'k8s/components/scaling/scaled-objects.yaml';
    shop.write(file, shop.read(file).replace('maxReplicaCount: 4', 'maxReplicaCount: 9'));
    expect(shop.run('--check').stderr).toContain(`${file} is not what the code says`);
  });

  it('keeps what is for people inside from the ingress', () => {
    const controller = 'apps/orders/src/orders.controller.ts';
    shop.write(controller, shop.read(controller).replace("@Get(':id')", "@Get('/list')"));
    shop.write(
      'apps/orders/src/more.module.ts',
      `import { Controller, Get, Module } from '@nestjs/common';
       @Controller('ops/more') class MoreController { @Get() more() {} }
       @Module({ controllers: [MoreController] }) export class MoreModule {}`,
    );
    shop.run();
    expect(shop.read('k8s/components/ingress/ingress.yaml')).not.toContain('/ops');
  });

  it('refuses one path for two services', () => {
    shop.write(
      'apps/shipping/src/more.module.ts',
      `import { Controller, Get, Module } from '@nestjs/common';
       @Controller('orders') class MoreController { @Get('parcels') more() {} }
       @Module({ controllers: [MoreController] }) export class MoreModule {}`,
    );
    expect(shop.run().stderr).toContain('orders and shipping both have routes under /orders');
  });

  it('says of which secret it does not know what it is on a laptop', () => {
    const more = '            - { name: X, valueFrom: { secretKeyRef: { name: orders, key: CARRIER_KEY } } }';
    shop.write('k8s/base/orders.yaml', manifest('orders', more));
    expect(shop.run().stderr).toContain('k8s/base/orders.yaml reads CARRIER_KEY of a secret');
  });

  it('writes nothing where nothing is deployed', () => {
    shop.take('k8s/base/kustomization.yaml');
    expect(shop.run()).toMatchObject({ status: 0 });
    expect(() => shop.read('k8s/components/scaling/scaled-objects.yaml')).toThrow('ENOENT');
  });
});
