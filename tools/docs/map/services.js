const ts = require('typescript');
const { consumersOf } = require('./consumers');
const { contractsIn } = require('./contracts');
const { publicationsOf } = require('./publishing');
const { registeredIn } = require('./registered');
const { routesOf } = require('./routes');
const { sourcesOf } = require('./snapshots');
const { SourceCode, nodesIn } = require('./source-code');
const { tablesOf } = require('./tables');

/**
 * @typedef {object} Service
 * @property {string} app its folder in `apps`
 * @property {string} name on the wire
 * @property {import('./tables').Table[]} tables
 * @property {import('./routes').Route[]} routes
 * @property {import('./publishing').Publication[]} publications
 * @property {import('./consumers').Consumer[]} consumers
 * @property {import('./snapshots').Source[]} sources
 *
 * @typedef {object} System
 * @property {SourceCode} code that all this was read from
 * @property {Service[]} services
 * @property {import('./contracts').Contract[]} contracts of events
 * @property {import('./contracts').Contract[]} snapshots
 * @property {string[]} problems that were found while reading
 */

/** Reads the whole system from its code. @param {string} root @returns {System} */
function readSystem(root) {
  const code = new SourceCode(root);
  const contracts = contractsIn(code);
  /** @type {string[]} */
  const problems = [];
  const services = code.apps().map((app) => {
    const { consumers, problems: unknown } = consumersOf(code, app, contracts);
    const routes = routesOf(code, app);
    const sources = sourcesOf(code, app, contracts);
    const registered = registeredIn(code, app);
    problems.push(...unknown, ...missingIn(registered, code, [...consumers, ...routes, ...sources]));
    return {
      app,
      name: nameOf(code, app),
      tables: tablesOf(code, app),
      routes: routes.filter(({ declaration }) => registered.has(declaration)),
      publications: publicationsOf(code, app, contracts),
      sources: sources.filter(({ declaration }) => registered.has(declaration)),
      consumers: consumers.filter(({ declaration }) => registered.has(declaration)),
    };
  });
  const all = [...contracts.values()];
  return {
    code,
    services,
    contracts: all.filter(({ isSnapshot }) => !isSnapshot),
    snapshots: all.filter(({ isSnapshot }) => isSnapshot),
    problems,
  };
}

/**
 * What was written and is not there when the service runs.
 *
 * @param {Set<ts.Node>} registered
 * @param {SourceCode} code
 * @param {{ declaration: ts.ClassDeclaration }[]} found
 */
function missingIn(registered, code, found) {
  const missing = new Set(found.map(({ declaration }) => declaration).filter((one) => !registered.has(one)));
  return [...missing].map(
    (declaration) =>
      `${code.fileOf(declaration)}: ${declaration.name?.text} is in no module, so the service does not know it. Add it to a @Module.`,
  );
}

/** As it calls itself: `EventingModule.forService('orders')`. @param {SourceCode} code @param {string} app */
function nameOf(code, app) {
  for (const file of code.filesIn(`apps/${app}/src`))
    for (const node of nodesIn(file)) {
      if (!ts.isCallExpression(node) || node.expression.getText() !== 'EventingModule.forService') continue;
      const name = code.valueOf(node.arguments[0]);
      if (name !== undefined) return String(name);
    }
  return app;
}

module.exports = { readSystem };
