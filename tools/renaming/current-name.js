const fs = require('node:fs');
const path = require('node:path');
const { spellingsOf } = require('./spellings');

/** The one place that says how the repository is called; what is written otherwise follows from it. */
const NAMED_IN = 'package.json';

/** @param {string} root @returns {import('./spellings').Spellings} */
function currentName(root) {
  /** @type {{ name: string, title?: string }} */
  const { name, title } = JSON.parse(fs.readFileSync(path.join(root, NAMED_IN), 'utf8'));
  return spellingsOf(name, title);
}

/**
 * Keeps a title that does not follow from the name: the next renaming looks for it.
 *
 * @param {string} text of package.json @param {string} [title]
 */
function withTitle(text, title) {
  /** @type {{ name: string, title?: string }} */
  const { name, title: _former, ...rest } = JSON.parse(text);
  return `${JSON.stringify({ name, ...(title && { title }), ...rest }, null, 2)}\n`;
}

module.exports = { NAMED_IN, currentName, withTitle };
