const { changes, repositoryTree, run } = require('../src/testing/repository-tree');

/** @typedef {import('@angular-devkit/schematics/testing').UnitTestTree} UnitTestTree */

const repository = repositoryTree();

/**
 * Runs a schematic on the repository, and says which files it has created and changed.
 *
 * @param {string} schematic @param {Record<string, string>} options
 * @param {UnitTestTree} [before] what it is run on; default: the repository as it is
 */
async function tryOut(schematic, options, before = repository) {
  const { tree, said } = await run(schematic, options, before);
  const { created, changed } = changes(before, tree);
  return { tree, said, created: created.map(fromRoot), changed: changed.map(fromRoot) };
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

/** @param {string} path */
const fromRoot = (path) => path.slice(1);

module.exports = { refusalOf, tryOut };
