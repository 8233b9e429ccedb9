const ts = require('typescript');

/**
 * @typedef {{ start: number, end: number, text: string }} Edit a stretch of a text and what comes in its place
 */

/** @param {string} text @param {string} [path] */
function parse(text, path = 'source.ts') {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

/** A node and all below it. @param {ts.Node} node @returns {Generator<ts.Node>} */
function* nodesIn(node) {
  yield node;
  for (const child of node.getChildren()) yield* nodesIn(child);
}

/** @param {ts.SourceFile} file @returns {ts.ClassDeclaration[]} */
function classesIn(file) {
  return file.statements.filter((statement) => ts.isClassDeclaration(statement));
}

/** The arguments of a decorator; undefined where it is not there. @param {ts.Node} node @param {string[]} names */
function decoratorOf(node, ...names) {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  for (const { expression } of decorators)
    if (ts.isCallExpression(expression) && names.includes(expression.expression.getText()))
      return { name: expression.expression.getText(), args: expression.arguments };
  return undefined;
}

/** A property of an object literal. @param {ts.Node | undefined} object @param {string} name */
function propertyOf(object, name) {
  if (!object || !ts.isObjectLiteralExpression(object)) return undefined;
  return object.properties.find((property) => property.name?.getText() === name);
}

/** Its value. @param {ts.Node | undefined} object @param {string} name @returns {ts.Expression | undefined} */
function settingOf(object, name) {
  const property = propertyOf(object, name);
  return property && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

/** @param {string} text @param {Edit[]} edits that do not overlap */
function edited(text, edits) {
  return [...edits]
    .sort((one, other) => other.start - one.start)
    .reduce((result, { start, end, text: put }) => result.slice(0, start) + put + result.slice(end), text);
}

/**
 * Puts an element at the end of a list: of an array, or of the arguments of a call.
 *
 * @param {{ elements: ts.NodeArray<ts.Node>, end: number }} list `end`: where its closing bracket stands
 * @param {string} element @returns {Edit}
 */
function appended({ elements, end }, element) {
  const last = elements.at(-1);
  if (!last) return { start: end, end, text: element };
  return { start: last.end, end: last.end, text: `, ${element}` };
}

/** @param {ts.ArrayLiteralExpression} array */
const listOf = (array) => ({ elements: array.elements, end: array.end - 1 });

/** @param {ts.CallExpression} call */
const argumentsOf = (call) => ({ elements: call.arguments, end: call.end - 1 });

module.exports = {
  appended,
  argumentsOf,
  classesIn,
  decoratorOf,
  edited,
  listOf,
  nodesIn,
  parse,
  propertyOf,
  settingOf,
};
