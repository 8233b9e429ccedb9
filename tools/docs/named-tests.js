const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const ts = require('typescript');

/** A link to a test, and what is named behind it: `[label](path) "title", "another"`. */
const TEST = /\]\(([^)\s]+spec\.(?:ts|js))\)((?:,?\s*"[^"]+")*)/g;

/**
 * What a page names in vain as a proof: a test file that is not there, a file of which no test is named, or a title (of a
 * test, a group of tests, or a row of a table of tests) that the file has not.
 *
 * @param {string} file of the page, absolute @returns {string[]} one message each
 */
function missingTests(file) {
  return [...readFileSync(file, 'utf8').matchAll(TEST)].flatMap(([, place = '', named = '']) => {
    const tests = join(dirname(file), place);
    if (!existsSync(tests)) return [`${place} is not there.`];
    const titles = [...named.matchAll(/"([^"]+)"/g)].map(([, title = '']) => title);
    if (titles.length === 0)
      return [`${place}: which of its tests? Write its title behind the link, in quotes.`];
    const texts = textsIn(tests);
    return titles.filter((title) => !texts.has(title)).map((title) => `${place} has no test "${title}".`);
  });
}

/** All texts in quotes, as the compiler reads them: a comment is none. @param {string} file */
function textsIn(file) {
  /** @type {Set<string>} */
  const texts = new Set();
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) texts.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

module.exports = { missingTests };
