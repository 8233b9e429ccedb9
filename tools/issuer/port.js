const { ExplainedError } = require('../explained-error');
const { isFree } = require('../servers/ports');
const { PORT_VARIABLE, issuerPort } = require('./settings');

/** @throws {ExplainedError} when its port is taken: which variable changes it */
async function checkIssuerPort() {
  const port = issuerPort();
  if (await isFree(port)) return;
  throw new ExplainedError(
    `Port ${port}, which the development issuer needs, is taken. Set ${PORT_VARIABLE} to a free one: ` +
      `${PORT_VARIABLE}=${port < 65_000 ? port + 100 : port - 100} npm start`,
  );
}

module.exports = { checkIssuerPort };
