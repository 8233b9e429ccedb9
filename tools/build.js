// npm run build: every service, unless nothing has changed since the last time. One service: npx nest build orders.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { preparePackages } = require('./prepare');
  await preparePackages(lifetime);
  const { build } = require('./prepare/build'); // needs the packages
  await build();
  return 0;
});
