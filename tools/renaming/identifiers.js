const ts = require('typescript');

/** @param {string} file */
const isCode = (file) => /\.[cm]?[jt]s$/.test(file);

/**
 * Where the names of functions, classes and variables stand in a file, as the compiler reads it, JSDoc's types included: there
 * a name of two words has no hyphen and no space.
 *
 * @param {string} file its name @param {string} text
 * @returns {(place: number) => boolean} whether one stands there
 */
function identifiersOf(file, text) {
  if (!isCode(file)) return () => false;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  /** @type {Set<number>} */
  const places = new Set();
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
      for (let place = node.getStart(source); place < node.end; place++) places.add(place);
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return (place) => places.has(place);
}

module.exports = { identifiersOf, isCode };
