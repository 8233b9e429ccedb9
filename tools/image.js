// npm run image: builds the image of docker/Dockerfile without Docker, and tries it in containers.
const path = require('node:path');
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { checkRequirements } = require('./image/requirements');
  checkRequirements();
  const { preparePackages } = require('./prepare');
  await preparePackages(lifetime);
  const { runJest } = require('./testing/jest');
  const { repository } = require('./repository');
  const config = path.join(repository, 'docker/test/jest.config.js');
  return runJest(['--config', config, '--runInBand', ...process.argv.slice(2)], {}, lifetime);
});
