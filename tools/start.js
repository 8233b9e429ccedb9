// npm start: the whole system on this machine, and one order played through it.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  checkNodeVersion();
  const { checkPortsAreFree, readPorts } = require('./running/ports');
  const { checkIssuerPort } = require('./issuer/port');
  const { prepare } = require('./prepare');
  const ports = readPorts();
  await checkPortsAreFree(ports);
  await checkIssuerPort();
  const servers = await prepare(lifetime);
  const { runSystem } = require('./running'); // needs the packages
  return runSystem({ ...servers, ports }, { verbose: process.argv.includes('--verbose'), lifetime });
});
