const { changes, run, textsOf, treeAt, treeOf } = require('../src/testing/repository-tree');

/** @typedef {import('@angular-devkit/schematics/testing').UnitTestTree} UnitTestTree */

/** What the schematics of elements read and change. */
const repository = treeAt(['.prettierrc.json', 'apps', 'libs/contracts', 'nest-cli.json']);

/**
 * Runs a schematic on the repository, and says which files it has created and changed.
 *
 * @param {string} schematic @param {Record<string, string>} options
 * @param {UnitTestTree} [before] what it is run on; default: the repository as it is
 */
async function tryOut(schematic, options, before = repository) {
  const { tree, said } = await run(schematic, options, treeOf(textsOf(before)));
  return { tree, said, ...differences(before, tree) };
}

/**
 * What it says where it refuses, or what it has written all the same.
 *
 * @param {string} schematic @param {Record<string, string>} options @param {UnitTestTree} [before]
 * @returns {Promise<string>}
 */
async function refusalOf(schematic, options, before = repository) {
  const tree = treeOf(textsOf(before));
  const refusal = await run(schematic, options, tree).then(
    () => 'It has refused nothing.',
    (/** @type {Error} */ error) => error.message,
  );
  const { created, changed } = differences(before, tree);
  const written = [...created, ...changed];
  return written.length > 0 ? `It has written ${written.join(', ')}.` : refusal;
}

/** @param {UnitTestTree} before @param {UnitTestTree} after */
function differences(before, after) {
  const { created, changed } = changes(before, after);
  return { created: created.map(fromRoot), changed: changed.map(fromRoot) };
}

/** @param {string} path */
const fromRoot = (path) => path.slice(1);

module.exports = { refusalOf, tryOut };
