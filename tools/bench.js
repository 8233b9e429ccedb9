// npm run bench: finds the servers, then measures. `npm run bench -- --quick` takes a minute and proves little.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

const TYPESCRIPT = './libs/eventing/test/support/ts-register.js';

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { preparePackages } = require('./prepare');
  await preparePackages(lifetime);
  const { findServers } = require('./servers/find');
  const { step } = require('./output/step');
  const { runNode } = require('./run-node');
  const { stop, ...addresses } = await findServers(step);
  lifetime.onEnd(stop);
  lifetime.check();
  return runNode(['-r', TYPESCRIPT, 'bench/src/main.ts', ...process.argv.slice(2)], addresses, lifetime);
});
