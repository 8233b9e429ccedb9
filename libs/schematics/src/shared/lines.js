const { refuse } = require('./refusal');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/**
 * Writes a line after the last one that is like it: entries of a list stay together, whoever has written the others.
 *
 * @param {Tree} tree @param {string} path
 * @param {RegExp} like finds the lines of the list
 * @param {string} line without its end
 */
function addLine(tree, path, like, line) {
  const lines = linesOf(tree, path);
  lines.splice(expectLike(tree, path, like) + 1, 0, line);
  tree.overwrite(path, lines.join('\n'));
}

/** Refuses a file without a line like it. @param {Tree} tree @param {string} path @param {RegExp} like @returns {number} where the last one is */
function expectLike(tree, path, like) {
  const last = linesOf(tree, path).findLastIndex((line) => like.test(line));
  if (last < 0)
    refuse(`${path} has no line like ${like}: it is not known where a new one goes. Nothing was written.`);
  return last;
}

/** Takes away the lines that match, if there are any. @param {Tree} tree @param {string} path @param {RegExp} like */
function removeLines(tree, path, like) {
  const lines = linesOf(tree, path);
  const kept = lines.filter((each) => !like.test(each));
  if (kept.length < lines.length) tree.overwrite(path, kept.join('\n'));
}

/** @param {Tree} tree @param {string} path */
function linesOf(tree, path) {
  if (!tree.exists(path)) refuse(`${path} is missing. Is this the root of the repository?`);
  return tree.readText(path).split('\n');
}

module.exports = { addLine, expectLike, linesOf, removeLines };
