// npm test: everything that the tests need, then jest.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { readArguments } = require('./testing/arguments');
  const { runJest } = require('./testing/jest');
  const { needsServers, needsBuild, jestArguments } = readArguments(process.argv.slice(2));
  const { prepare, preparePackages } = require('./prepare');
  const addresses = needsServers
    ? await prepare(lifetime, { builds: needsBuild })
    : await preparePackages(lifetime);
  if (needsServers) await require('./prepare/prometheus').preparePrometheus();
  lifetime.check();
  return runJest(jestArguments, addresses, lifetime);
});
