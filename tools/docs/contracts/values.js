const ts = require('typescript');
const { valueIn } = require('../map/source-code');

/**
 * What an expression says: a text, number, truth value, null, regular expression, or a list or object of them, written down here or in
 * a constant; undefined for what is computed.
 *
 * @param {import('../map/source-code').SourceCode} code
 * @param {ts.Expression | undefined} expression
 * @returns {unknown}
 */
function writtenValue(code, expression) {
  if (!expression) return undefined;
  if (
    ts.isAsExpression(expression) ||
    ts.isParenthesizedExpression(expression) ||
    ts.isSatisfiesExpression(expression)
  )
    return writtenValue(code, expression.expression);
  if (ts.isPrefixUnaryExpression(expression))
    return negative(writtenValue(code, expression.operand), expression);
  if (ts.isArrayLiteralExpression(expression)) return listOf(code, expression.elements);
  if (ts.isObjectLiteralExpression(expression)) return objectOf(code, expression);
  if (ts.isRegularExpressionLiteral(expression)) return regularExpression(expression.text);
  const constant = CONSTANTS.get(expression.kind);
  if (constant) return constant.value;
  const simple = code.valueOf(expression);
  if (simple !== undefined || !ts.isIdentifier(expression)) return simple;
  const declaration = code.declarationOf(expression);
  return declaration && writtenValue(code, valueIn(declaration));
}

const CONSTANTS = new Map([
  [ts.SyntaxKind.TrueKeyword, { value: true }],
  [ts.SyntaxKind.FalseKeyword, { value: false }],
  [ts.SyntaxKind.NullKeyword, { value: null }],
]);

/** @param {unknown} value @param {ts.PrefixUnaryExpression} expression */
function negative(value, { operator }) {
  return typeof value === 'number' && operator === ts.SyntaxKind.MinusToken ? -value : undefined;
}

/** @param {import('../map/source-code').SourceCode} code @param {readonly ts.Expression[]} elements */
function listOf(code, elements) {
  const values = elements.flatMap((element) =>
    ts.isSpreadElement(element) ? writtenValue(code, element.expression) : [writtenValue(code, element)],
  );
  return values.includes(undefined) ? undefined : values;
}

/** @param {import('../map/source-code').SourceCode} code @param {ts.ObjectLiteralExpression} object */
function objectOf(code, { properties }) {
  const entries = properties.map((property) =>
    ts.isPropertyAssignment(property)
      ? [property.name.getText(), writtenValue(code, property.initializer)]
      : ['', undefined],
  );
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

/** @param {string} literal */
function regularExpression(literal) {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1));
}

module.exports = { writtenValue };
