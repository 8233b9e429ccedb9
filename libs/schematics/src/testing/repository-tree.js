const fs = require('node:fs');
const path = require('node:path');
const { normalize, virtualFs } = require('@angular-devkit/core');
const { HostTree } = require('@angular-devkit/schematics');
const { SchematicTestRunner, UnitTestTree } = require('@angular-devkit/schematics/testing');
const { strike } = require('../shared/entries');
const { manifestOf } = require('../shared/places');
const { servicesIn } = require('../shared/services');

const ROOT = path.resolve(__dirname, '../../../..');
const COLLECTION = path.join(ROOT, 'libs/schematics/src/collection.json');
/** What schematics read and change. */
const PLACES = [
  '.prettierrc.json',
  'apps/inventory/src',
  'apps/orders/src',
  'apps/test/support',
  'docker/compose.yaml',
  'docker/observability/targets',
  'k8s/base',
  'libs/contracts/src/inventory',
  'nest-cli.json',
  'tools/services.js',
];

/** Files and folders of this repository as they are, in memory. @param {readonly string[]} places */
function treeAt(places) {
  return treeOf(
    places.flatMap(filesIn).map((place) => [place, fs.readFileSync(path.join(ROOT, place), 'utf8')]),
  );
}

/** Those of the shop. What a team adds later is none of the tests' business. */
const SHOP = ['users', 'catalog', 'inventory', 'orders', 'payments', 'notifications', 'reporting'];

/** The files of this repository that matter to schematics, in memory: with the services of the shop, and no others. */
function repositoryTree() {
  const tree = treeAt(PLACES);
  for (const name of servicesIn(tree).filter((each) => !SHOP.includes(each))) {
    strike(tree, name);
    tree.delete(manifestOf(name));
  }
  return treeOf(textsOf(tree));
}

/**
 * A tree in which nothing was changed yet, as when a schematic finds its files on the disk.
 *
 * @param {[string, string][]} files path and text
 */
function treeOf(files) {
  const host = new virtualFs.SimpleMemoryHost();
  for (const [file, text] of files)
    host.write(normalize(path.posix.join('/', file)), virtualFs.stringToFileBuffer(text)).subscribe();
  return new UnitTestTree(new HostTree(host));
}

/** @param {string} place relative to the repository @returns {string[]} */
function filesIn(place) {
  const full = path.join(ROOT, place);
  if (!fs.statSync(full).isDirectory()) return [place];
  return fs
    .readdirSync(full)
    .filter((name) => name !== 'node_modules')
    .flatMap((name) => filesIn(path.posix.join(place, name)));
}

/** What {@link treeOf} takes. @param {UnitTestTree} tree @returns {[string, string][]} */
function textsOf(tree) {
  return tree.files.map((file) => [file, tree.readText(file)]);
}

/**
 * Runs a schematic on a tree, which it leaves as it is.
 *
 * @param {string} schematic @param {object} options @param {import('@angular-devkit/schematics').Tree} tree
 * @returns {Promise<{ tree: import('@angular-devkit/schematics/testing').UnitTestTree, said: string }>} the new tree
 */
async function run(schematic, options, tree) {
  const runner = new SchematicTestRunner('@warren/schematics', COLLECTION);
  /** @type {string[]} */
  const said = [];
  runner.logger.subscribe(({ message }) => said.push(message));
  const changed = await runner.runSchematic(schematic, options, tree);
  return { tree: treeOf(textsOf(changed)), said: said.join('\n') };
}

/**
 * What is different in `after`, sorted.
 *
 * @param {import('@angular-devkit/schematics/testing').UnitTestTree} before
 * @param {import('@angular-devkit/schematics/testing').UnitTestTree} after
 */
function changes(before, after) {
  const [old, now] = [new Set(before.files), new Set(after.files)];
  return {
    created: [...now].filter((file) => !old.has(file)).sort(),
    changed: [...now]
      .filter((file) => old.has(file) && before.readText(file) !== after.readText(file))
      .sort(),
    removed: [...old].filter((file) => !now.has(file)).sort(),
  };
}

module.exports = { changes, repositoryTree, run, textsOf, treeAt, treeOf };
