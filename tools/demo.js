// npm run demo: what can happen to an order, played against the system that `npm start` runs.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { readPorts } = require('./running/ports');
  const { RunningShop } = require('./demo/running-shop');
  const { playAll } = require('./demo/play');
  const { stories } = require('./demo/stories');
  const shop = await RunningShop.find(readPorts());
  await playAll(stories, shop, lifetime);
  return 0;
});
