const { refusalOf, tryOut } = require('../../test/try-out');

const FOLDER = 'apps/orders/src/read-models/known-users';

describe('nest g query', () => {
  it('shows the read model of its name, beside it', async () => {
    const { created, changed, tree } = await tryOut('query', {
      name: 'orders',
      path: 'known-users-list',
      of: 'known-user',
    });
    expect(created).toEqual([
      `${FOLDER}/known-users-list.controller.ts`,
      `${FOLDER}/known-users-list.errors.ts`,
      `${FOLDER}/known-users-list.query.spec.ts`,
      `${FOLDER}/known-users-list.query.ts`,
      `${FOLDER}/known-users-list.response.ts`,
    ]);
    expect(changed).toEqual(['apps/orders/src/orders.module.ts']);
    expect(tree.readText(`${FOLDER}/known-users-list.response.ts`)).toBe(
      'export class KnownUsersListResponse {\n  readonly id!: string;\n  readonly name!: string;\n}\n',
    );
    const orders = tree.readText('apps/orders/src/orders.module.ts');
    expect(orders).toContain(
      '    OrderDetailsController,\n    KnownUsersListController,\n  ],\n  providers: [',
    );
    expect(orders).toContain('    KnownProductsProjection,\n    KnownUsersListQuery,\n');
  });

  it('shows what the service owns, in a folder of its own', async () => {
    const { created, tree } = await tryOut('query', { name: 'catalog', path: 'price-tags', type: 'product' });
    expect(created).toContain('apps/catalog/src/read-models/price-tags/price-tags.query.ts');
    expect(tree.readText('apps/catalog/src/read-models/price-tags/price-tags.query.ts')).toContain(
      "import { ProductRow } from '../../persistence/product.row';",
    );
  });

  it('shows the only table there is, where nothing else is said', async () => {
    const { tree } = await tryOut('query', { name: 'users', path: 'accounts' });
    expect(tree.readText('apps/users/src/read-models/accounts/accounts.query.ts')).toContain(
      'findOneBy(UserRow,',
    );
  });

  it.each([
    ['a service that is none', { name: 'nobody', path: 'accounts' }, /no service "nobody"/],
    ['no name', { name: 'users' }, /Only the service was named/],
    [
      'a table that there is not',
      { name: 'orders', path: 'open-parcels' },
      /no entity for "open-parcels"\. It has OrderRow, .*KnownUser/,
    ],
    [
      'a table without a single key',
      { name: 'orders', path: 'keys', of: 'idempotency-key' },
      /has no single key/,
    ],
    ['one that there is', { name: 'orders', path: 'order-details' }, /order-details\.\w+\.ts exists already/],
  ])('refuses %s', async (_what, options, refusal) => {
    expect(await refusalOf('query', /** @type {Record<string, string>} */ (options))).toMatch(refusal);
  });
});
