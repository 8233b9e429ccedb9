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
  const last = lines.findLastIndex((each) => like.test(each));
  if (last < 0)
    refuse(`${path} has no line like "${line.trim()}", so that it is not known where this one goes.`);
  tree.overwrite(path, [...lines.slice(0, last + 1), line, ...lines.slice(last + 1)].join('\n'));
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

module.exports = { addLine, removeLines };
