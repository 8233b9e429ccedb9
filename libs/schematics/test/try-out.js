const path = require('node:path');
const { NodeJsSyncHost } = require('@angular-devkit/core/node');
const { normalize, virtualFs } = require('@angular-devkit/core');
const { HostTree } = require('@angular-devkit/schematics');
const { SchematicTestRunner, UnitTestTree } = require('@angular-devkit/schematics/testing');

const ROOT = path.join(__dirname, '../../..');
const COLLECTION = path.join(__dirname, '../src/collection.json');

/** The repository as it is. What a schematic does to it stays in memory. */
function repositoryTree() {
  return new UnitTestTree(new HostTree(new virtualFs.ScopedHost(new NodeJsSyncHost(), normalize(ROOT))));
}

/**
 * Runs a schematic on the repository.
 *
 * @param {string} schematic @param {Record<string, string>} options
 * @param {UnitTestTree} [before] what it is run on; default: the repository as it is
 */
async function tryOut(schematic, options, before = repositoryTree()) {
  const runner = new SchematicTestRunner('@warren/schematics', COLLECTION);
  /** @type {string[]} */
  const said = [];
  runner.logger.subscribe(({ message }) => said.push(message));
  const tree = await runner.runSchematic(schematic, options, before);
  return {
    tree,
    said: said.join('\n'),
    created: pathsOf(tree, 'c'),
    changed: pathsOf(tree, 'o'),
  };
}

/**
 * What it says where it refuses.
 *
 * @param {string} schematic @param {Record<string, string>} options @param {UnitTestTree} [before]
 * @returns {Promise<string>}
 */
function refusalOf(schematic, options, before) {
  return tryOut(schematic, options, before).then(
    ({ created }) => `It has written ${created.join(', ')}.`,
    (/** @type {Error} */ error) => error.message,
  );
}

/** @param {UnitTestTree} tree @param {'c' | 'o'} kind */
function pathsOf(tree, kind) {
  return tree.actions
    .filter((action) => action.kind === kind)
    .map((action) => action.path.slice(1))
    .sort();
}

module.exports = { refusalOf, repositoryTree, tryOut };
