// The development issuer by itself, for services that something else than `npm start` runs: docker/compose.yaml, for one.
const { runTool } = require('./run-tool');

void runTool(async (lifetime) => {
  const { checkIssuerPort } = require('./issuer/port');
  const { startIssuer } = require('./issuer/server');
  const { issuerUrl } = require('./issuer/settings');
  await checkIssuerPort();
  const issuer = await startIssuer();
  lifetime.onEnd(() => void issuer.close());
  console.log(`Tokens for development: ${issuerUrl()}/token?role=staff, or ?user=<id>`);
  await lifetime.interruption;
  return 0;
});
