const { expectLike, linesOf } = require('./lines');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/**
 * Writes a paragraph after the last one that is like it, with an empty line between.
 *
 * @param {Tree} tree @param {string} path
 * @param {RegExp} like finds the first lines of those that are there
 * @param {string} text of the new one
 */
function addParagraph(tree, path, like, text) {
  const lines = linesOf(tree, path);
  lines.splice(endOf(lines, expectLike(tree, path, like)), 0, '', ...text.split('\n'));
  tree.overwrite(path, lines.join('\n'));
}

/** Takes away the paragraphs whose first lines match, and the empty line before each. @param {Tree} tree @param {string} path @param {RegExp} like */
function removeParagraphs(tree, path, like) {
  const lines = linesOf(tree, path);
  const before = lines.length;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    if (!like.test(lines[at] ?? '')) continue;
    const from = lines[at - 1] === '' ? at - 1 : at;
    lines.splice(from, endOf(lines, at) - from);
  }
  if (lines.length < before) tree.overwrite(path, lines.join('\n'));
}

/** The line after the last one that is indented further than the first. @param {string[]} lines @param {number} first */
function endOf(lines, first) {
  const own = indentation(lines[first] ?? '');
  let end = first + 1;
  while (end < lines.length && indentation(lines[end] ?? '') > own) end += 1;
  return end;
}

/** @param {string} line */
const indentation = (line) => line.search(/\S/);

module.exports = { addParagraph, removeParagraphs };
