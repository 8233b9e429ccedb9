const ts = require('typescript');
const { nodesIn } = require('./source-code');

/**
 * @typedef {{ contract: import('./contracts').Contract, files: string[] }} Publication an event and where it is made
 */

/**
 * The events that a service publishes: those that its code makes. An event is an object of its contract's class, and is
 * made for no other purpose.
 *
 * @param {import('./source-code').SourceCode} code
 * @param {string} app
 * @param {ReturnType<typeof import('./contracts').contractsIn>} contracts
 * @returns {Publication[]}
 */
function publicationsOf(code, app, contracts) {
  /** @type {Map<import('./contracts').Contract, Set<string>>} */
  const found = new Map();
  for (const file of code.filesIn(`apps/${app}/src`))
    for (const node of nodesIn(file)) {
      const made = ts.isNewExpression(node) && code.classOf(node.expression);
      const contract = made && contracts.get(made);
      if (contract) found.set(contract, (found.get(contract) ?? new Set()).add(code.fileOf(file)));
    }
  return [...contracts.values()].flatMap((contract) => {
    const files = found.get(contract);
    return files && !contract.isSnapshot ? [{ contract, files: [...files].sort() }] : [];
  });
}

module.exports = { publicationsOf };
