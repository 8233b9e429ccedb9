const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { emptyNames, registryAddresses } = require('./files');

describe('names of files and folders', () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-names-'));
  afterAll(() => fs.rmSync(root, { recursive: true }));

  /** @param {string} file */
  const write = (file) => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), '');
  };

  it('are told when they say nothing, wherever the word stands', () => {
    [
      'apps/a/src/utils/date.ts',
      'libs/b/src/order.helpers.ts',
      'libs/b/base-handler.ts',
      'tools/Manager.js',
    ].forEach(write);
    expect(emptyNames(root).map((message) => message.split(':')[0])).toEqual([
      path.join('apps', 'a', 'src', 'utils'),
      path.join('libs', 'b', 'base-handler.ts'),
      path.join('libs', 'b', 'src', 'order.helpers.ts'),
      path.join('tools', 'Manager.js'),
    ]);
    expect(emptyNames(root)[0]).toContain('"utils" says nothing. Name it after the one thing that is in it.');
  });

  it('are left alone when the letters are only part of a word, or another tool asks for them', () => {
    ['libs/c/database.ts', 'libs/c/commonplace.ts', 'k8s/base/kustomization.yaml'].forEach(write);
    expect(emptyNames(root).join()).not.toMatch(/database|commonplace|k8s/);
  });
});

describe('package-lock.json', () => {
  it('may not hold addresses of a registry; links inside the repository are fine', () => {
    const link = { resolved: 'libs/schematics', link: true };
    expect(registryAddresses(JSON.stringify({ packages: { '': {}, 'node_modules/s': link } }))).toEqual([]);
    const packages = { 'node_modules/a': { resolved: 'https://registry.example/a.tgz' } };
    expect(registryAddresses(JSON.stringify({ packages }))[0]).toContain(
      'addresses of 1 packages (node_modules/a, …)',
    );
  });
});
