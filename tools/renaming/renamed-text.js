const { withArticleFor } = require('./article');
const { inColumns } = require('./columns');
const { identifiersOf, isCode } = require('./identifiers');
const { patternOf, spellingOf } = require('./pattern');

/** @typedef {import('./spellings').Spellings} Spellings */

/**
 * A text in which one name stands for another.
 *
 * @param {string} text
 * @param {{ from: Spellings, to: Spellings }} names
 * @param {string} [file] what the text is, by its name: code is read as such
 */
function renamedText(text, { from, to }, file = '') {
  const found = [...text.matchAll(patternOf(from))];
  if (found.length === 0) return text;
  const isIdentifier = identifiersOf(file, text);
  // What stands in columns inside of code is compared with what the code writes.
  const aligned = isCode(file) ? unchanged : inColumns;
  let written = '';
  let shift = 0;
  let read = 0;
  for (const { 0: name, index } of found) {
    const around = {
      before: text.charAt(index - 1),
      after: text.charAt(index + name.length),
      isIdentifier: isIdentifier(index),
    };
    const next = to[spellingOf(from, name, around)];
    const between = aligned(text.slice(read, index), shift);
    const before = around.isIdentifier ? between.text : withArticleFor(between.text, next);
    written += before + next;
    shift = between.shift + before.length - between.text.length + next.length - name.length;
    read = index + name.length;
  }
  return written + aligned(text.slice(read), shift).text;
}

/** @param {string} text */
const unchanged = (text) => ({ text, shift: 0 });

module.exports = { renamedText };
