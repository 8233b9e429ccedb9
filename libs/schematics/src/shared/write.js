const { refuse } = require('./refusal');

/**
 * Creates a file, and refuses where there is one. The tree is in memory: it reaches the disk when the whole schematic has ended well,
 * so a refusal leaves nothing half-written.
 *
 * @param {import('@angular-devkit/schematics').Tree} tree
 * @param {string} path from the root of the repository
 * @param {string} text
 */
function create(tree, path, text) {
  if (tree.exists(path)) refuse(`${path} exists already, and is left as it is. Nothing was written.`);
  tree.create(path, text);
}

module.exports = { create };
