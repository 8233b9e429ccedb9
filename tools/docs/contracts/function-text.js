const ts = require('typescript');
const { propertyOf } = require('../map/source-code');

/**
 * What a function in the options of a decorator reads: `orderId` of `subject: (event) => event.orderId`; of one that does more, its
 * text, so that a change of it is seen. Undefined where there is none.
 *
 * @param {ts.Expression | undefined} options @param {string} name
 */
function functionText(options, name) {
  const written = propertyOf(options, name);
  if (!written) return undefined;
  if (!ts.isArrowFunction(written)) return oneLine(written);
  const [first] = written.parameters;
  const { body } = written;
  const isField =
    ts.isPropertyAccessExpression(body) && first && body.expression.getText() === first.name.getText();
  return isField ? body.name.text : oneLine(written.parameters.length > 1 ? written : body);
}

/** @param {ts.Node} node */
function oneLine(node) {
  return node.getText().replace(/\s+/g, ' ');
}

module.exports = { functionText };
