const { changes, repositoryTree, run, textsOf, treeOf } = require('../testing/repository-tree');

/** @typedef {ReturnType<typeof repositoryTree>} Tree */

/** @param {string | undefined} name @param {Tree} [tree] */
const remove = (name, tree = repositoryTree()) => run('remove-microservice', { name }, tree);

const NOTHING = { created: [], changed: [], removed: [] };

describe('nest g remove-microservice shipping', () => {
  it('takes back all that nest g microservice has done', async () => {
    const { tree: added } = await run('microservice', { name: 'shipping' }, repositoryTree());
    expect(changes(repositoryTree(), added)).not.toEqual(NOTHING);
    const { tree } = await remove('Shipping', added);
    expect(changes(repositoryTree(), tree)).toEqual(NOTHING);
  });

  it('takes back the one that is named, not its neighbours', async () => {
    const { tree: one } = await run('microservice', { name: 'shipping' }, repositoryTree());
    const { tree: two } = await run('microservice', { name: 'shipping-labels' }, one);
    const { tree } = await remove('shipping', two);
    expect(tree.files.filter((file) => file.startsWith('/apps/shipping/'))).toEqual([]);
    expect(tree.readText('tools/services.js')).toContain(
      "  service('reporting', 3007),\n  service('shipping-labels', 3009),\n]",
    );
    expect(tree.readText('k8s/base/kustomization.yaml')).toContain(
      '  - reporting.yaml\n  - shipping-labels.yaml\n',
    );
    for (const where of ['host', 'shop'])
      expect(tree.readText(`docker/observability/targets/${where}.yml`)).not.toContain('service: shipping }');
    expect(tree.readText('docker/compose.yaml')).not.toMatch(/shipping(?!-labels|_LABELS)/i);
    expect(tree.readText('docker/compose.yaml')).toContain('\n\n  shipping-labels-migrate:\n');
    expect(Object.keys(JSON.parse(tree.readText('nest-cli.json')).projects)).toContain('shipping-labels');
  });

  it('takes away what was added by hand, too, and keeps the contracts', async () => {
    const { tree: added } = await run('microservice', { name: 'shipping' }, repositoryTree());
    /** @type {[string, string][]} */
    const more = [
      ['/apps/shipping/src/domain/parcel.ts', 'export class Parcel {}\n'],
      ['/libs/contracts/src/shipping/parcel-sent.v1.ts', 'export class ParcelSent {}\n'],
      ['/tools/demo/stories/parcel.js', "const service = 'shipping';\n"],
    ];
    const grown = treeOf([...textsOf(added), ...more]);
    const { tree, said } = await remove('shipping', grown);
    expect(changes(repositoryTree(), tree)).toEqual({
      created: ['/libs/contracts/src/shipping/parcel-sent.v1.ts', '/tools/demo/stories/parcel.js'],
      changed: [],
      removed: [],
    });
    expect(said).toContain('libs/contracts/src/shipping: its events lie in outboxes');
    expect(said).toContain('its database');
    expect(said).toContain('These files still name it:\n  tools/demo/stories/parcel.js');
  });
});

describe('nest g remove-microservice refuses', () => {
  /** @param {string | undefined} name @param {(tree: Tree) => void} [prepare] */
  async function refusal(name, prepare = () => undefined) {
    const [before, tree] = [repositoryTree(), repositoryTree()];
    [before, tree].forEach(prepare);
    const message = await remove(name, tree).then(
      () => 'it was not refused',
      (/** @type {Error} */ error) => error.message,
    );
    expect(changes(before, tree)).toEqual(NOTHING);
    return message;
  }

  it.each([
    [undefined, 'The name of a service is missing.'],
    ['shipping', 'There is no service "shipping". There are users, catalog, inventory, orders,'],
    ['apps/users', '"apps/users" is no name for a service'],
    ['orders', 'orders is the default application of nest-cli.json ("root")'],
  ])('%j', async (name, why) => expect(await refusal(name)).toContain(why));

  it('a service whose events others take, and says who', async () => {
    const why = await refusal('inventory');
    expect(why).toContain('Others need what inventory publishes');
    expect(why).toMatch(
      / {2}apps\/orders\/src\/sagas\/fulfil-order\/fulfil-order\.saga\.ts takes .*StockReserved/,
    );
    expect(why).not.toContain('  apps/inventory/');
  });
});
