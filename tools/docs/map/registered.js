const ts = require('typescript');
const { nodesIn } = require('./source-code');

/**
 * The classes that a service's modules name, in constants that they name too. What is in no module is not there when the
 * service runs.
 *
 * @param {import('./source-code').SourceCode} code @param {string} app @returns {Set<ts.Node>}
 */
function registeredIn(code, app) {
  const found = new Set();
  /** @param {ts.Node} node */
  const collect = (node) => {
    for (const part of nodesIn(node)) {
      const declaration = ts.isIdentifier(part) ? code.declarationOf(part) : undefined;
      if (!declaration || found.has(declaration)) continue;
      found.add(declaration);
      if (ts.isVariableDeclaration(declaration) && declaration.initializer) collect(declaration.initializer);
    }
  };
  for (const declaration of code.classesIn(`apps/${app}/src`))
    for (const { name, args } of code.decoratorsOf(declaration)) if (name === 'Module') args.forEach(collect);
  return found;
}

module.exports = { registeredIn };
