/**
 * The sources of the services that have a text in them: what compares types as texts notices no new class.
 *
 * @param {import('@angular-devkit/schematics').Tree} tree @param {string} text
 */
function filesNaming(tree, text) {
  /** @type {string[]} */
  const found = [];
  tree.getDir('apps').visit((path) => {
    if (/\.tsx?$/.test(path) && tree.readText(path).includes(text)) found.push(path.slice(1));
  });
  return found.sort();
}

module.exports = { filesNaming };
