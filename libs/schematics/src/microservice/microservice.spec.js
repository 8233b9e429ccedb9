const { changes, repositoryTree, run } = require('../testing/repository-tree');

/** @param {string | undefined} name @param {import('@angular-devkit/schematics/testing').UnitTestTree} [tree] */
const generate = (name, tree = repositoryTree()) => run('microservice', { name }, tree);

/** How docker/compose.yaml runs a service of the shop. @param {ReturnType<typeof repositoryTree>} tree @param {string} name */
function composeLines(tree, name) {
  const lines = tree.readText('docker/compose.yaml').split('\n');
  const migration = lines.indexOf(`  ${name}-migrate:`);
  return lines.slice(lines.indexOf(`  ${name}:`), lines.indexOf('', migration));
}

describe('nest g microservice shipping', () => {
  it('creates these files, changes those, and no others', async () => {
    const { tree } = await generate('shipping');
    expect(changes(repositoryTree(), tree)).toEqual({
      created: [
        '/apps/shipping/README.md',
        '/apps/shipping/migrations/index.ts',
        '/apps/shipping/shipping.http',
        '/apps/shipping/src/main.ts',
        '/apps/shipping/src/shipping.config.spec.ts',
        '/apps/shipping/src/shipping.config.ts',
        '/apps/shipping/src/shipping.module.ts',
        '/apps/shipping/test/shipping.e2e-spec.ts',
        '/apps/shipping/test/shipping.int-spec.ts',
        '/apps/shipping/tsconfig.app.json',
        '/k8s/base/shipping.yaml',
      ],
      changed: [
        '/docker/compose.yaml',
        '/docker/observability/targets/host.yml',
        '/docker/observability/targets/shop.yml',
        '/k8s/base/kustomization.yaml',
        '/nest-cli.json',
        '/tools/services.js',
      ],
      removed: [],
    });
  });

  it('enters it after the others, and touches no other line', async () => {
    const { tree } = await generate('shipping');
    const before = repositoryTree();
    /** @param {string} file @returns {string[]} */
    const added = (file) => {
      const old = before.readText(file).split('\n');
      const now = tree.readText(file).split('\n');
      const at = now.findIndex((line, index) => line !== old[index]);
      const lines = now.slice(at, at + now.length - old.length);
      expect([...now.slice(0, at), ...now.slice(at + lines.length)]).toEqual(old);
      return lines;
    };
    expect(added('tools/services.js')).toEqual(["  service('shipping', 3008),"]);
    expect(added('docker/observability/targets/host.yml')).toEqual([
      "- { targets: ['host.docker.internal:3008'], labels: { service: shipping } }",
    ]);
    expect(added('docker/observability/targets/shop.yml')).toEqual([
      "- { targets: ['shipping:3000'], labels: { service: shipping } }",
    ]);
    expect(added('docker/compose.yaml')).toEqual([
      ...composeLines(before, 'users').map((line) =>
        line.replaceAll('users', 'shipping').replaceAll('USERS', 'SHIPPING').replace('3001', '3008'),
      ),
      '',
    ]);
    expect(JSON.parse(tree.readText('nest-cli.json'))).toEqual({
      ...JSON.parse(before.readText('nest-cli.json')),
      projects: {
        ...JSON.parse(before.readText('nest-cli.json')).projects,
        shipping: {
          type: 'application',
          root: 'apps/shipping',
          entryFile: 'main',
          sourceRoot: 'apps/shipping/src',
          compilerOptions: { tsConfigPath: 'apps/shipping/tsconfig.app.json' },
        },
      },
    });
    const kustomization = tree.readText('k8s/base/kustomization.yaml');
    expect(kustomization).toContain('  - reporting.yaml\n  - shipping.yaml\n\n');
    expect(kustomization).toContain(
      '  - { name: warren/reporting, newTag: 0.1.0 }\n  - { name: warren/shipping, newTag: 0.1.0 }\n\n',
    );
  });

  it('writes its name and port where they belong, and leaves nothing of the templates', async () => {
    const { tree } = await generate('shipping');
    expect(tree.readText('apps/shipping/src/main.ts')).toContain(
      "runService(ShippingModule, { name: 'shipping', defaultPort: 3008, migrations });",
    );
    expect(tree.readText('apps/shipping/src/shipping.module.ts')).toContain(
      "PlatformModule.forService('shipping', ShippingConfig)",
    );
    expect(tree.readText('apps/shipping/README.md')).toMatch(
      /<!-- From the code, by `npm run docs`: -->\n+<!-- Until here. -->/,
    );
    expect(tree.readText('k8s/base/shipping.yaml')).toBe(
      tree.readText('k8s/base/catalog.yaml').replaceAll('catalog', 'shipping'),
    );
    for (const file of changes(repositoryTree(), tree).created)
      expect(tree.readText(file)).not.toMatch(/<%|%>|__/);
  });

  it('says what is left to do', async () => {
    const { said } = await generate('shipping');
    expect(said).toContain('shipping gets port 3008.');
    expect(said).toContain('npm run docs');
    expect(said).toContain('shipping-migration');
  });

  it.each(['ShippingLabels', 'shippingLabels', 'shipping_labels', 'shipping labels'])(
    'takes %j for shipping-labels',
    async (name) => {
      const { tree } = await generate(name);
      expect(tree.readText('apps/shipping-labels/src/main.ts')).toContain("{ name: 'shipping-labels'");
      expect(tree.readText('apps/shipping-labels/shipping-labels.http')).toContain('@shippingLabels =');
    },
  );

  it('gives ports out in turn, but for that of the issuer', async () => {
    let tree = repositoryTree();
    for (const name of ['one', 'two', 'three']) ({ tree } = await generate(name, tree));
    expect(tree.readText('tools/services.js')).toContain(
      "  service('one', 3008),\n  service('two', 3009),\n  service('three', 3011),\n];",
    );
  });
});

describe('nest g microservice refuses', () => {
  /** @param {string | undefined} name @param {(tree: ReturnType<typeof repositoryTree>) => void} [prepare] */
  async function refusal(name, prepare = () => undefined) {
    const [before, tree] = [repositoryTree(), repositoryTree()];
    [before, tree].forEach(prepare);
    const message = await generate(name, tree).then(
      () => 'it was not refused',
      (/** @type {Error} */ error) => error.message,
    );
    expect(changes(before, tree)).toEqual({ created: [], changed: [], removed: [] });
    return message;
  }

  it.each([
    [undefined, 'The name of a service is missing. It is like "order-shipped".'],
    ['9lives', '"9lives" is no name for a service'],
    ['../shipping', '"../shipping" is no name for a service'],
    ['Orders', 'There is a service orders already, in apps/orders.'],
    ['all', 'No service can be called "all"'],
    ['issuer', 'No service can be called "issuer"'],
    ['a-name-that-is-much-too-long', 'The name of a service has at most 24.'],
    ['test', 'apps/test exists already, and is left as it is. Nothing was written.'],
    ['every-deployment', 'k8s/base/every-deployment.yaml exists already'],
    ['mail', 'docker/compose.yaml has something called mail already. Nothing was written.'],
  ])('%j', async (name, why) => expect(await refusal(name)).toContain(why));

  it('a list of services in which no place is found', async () => {
    const why = await refusal('shipping', (tree) =>
      tree.overwrite('k8s/base/kustomization.yaml', 'resources: []\n'),
    );
    expect(why).toContain('k8s/base/kustomization.yaml has no line like ');
  });

  it('a repository that lacks a list', async () => {
    const why = await refusal('shipping', (tree) => tree.delete('docker/compose.yaml'));
    expect(why).toContain('docker/compose.yaml is missing.');
  });

  it('one more when all ports are given away', async () => {
    const why = await refusal('shipping', (tree) => {
      const lines = Array.from({ length: 12 }, (_, index) => `  service('s${index}', ${3008 + index}),\n`);
      tree.overwrite(
        'tools/services.js',
        tree.readText('tools/services.js').replace('\n];', `\n${lines.join('')}];`),
      );
    });
    expect(why).toContain('The ports 3001 to 3019 all belong to services');
  });
});
