// npm run token: a token of the development issuer, for requests to the services that `npm start` runs.
const { checkNodeVersion } = require('./prepare/node-version');
const { runTool } = require('./run-tool');

void runTool(async () => {
  checkNodeVersion();
  const { readTokenArguments } = require('./issuer/arguments');
  const { tokenFor } = require('./issuer/tokens');
  console.log(await tokenFor(readTokenArguments(process.argv.slice(2))));
  return 0;
});
