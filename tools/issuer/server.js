const http = require('node:http');
const { ExplainedError } = require('../explained-error');
const { issuerAddress, issuerPort } = require('./settings');
const { signingKey } = require('./signing-key');
const { HOURS, tokenFor } = require('./tokens');
const { identityOf } = require('./wish');

/** A page that a browser shows could be led here under a name of its own, and would read the token. */
const OWN_NAMES = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/** @typedef {{ status: number, body: unknown }} Reply */

/** @param {http.IncomingMessage} request @returns {Promise<Reply>} */
async function answer({ headers: { host = '' }, url = '' }) {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  // What is published may be read by everybody: a service in another container calls this by that one's name.
  if (pathname === '/jwks.json') return { status: 200, body: { keys: [(await signingKey()).published] } };
  if (!OWN_NAMES.test(host)) return { status: 403, body: { error: 'Tokens are for this computer alone.' } };
  if (pathname === '/token') return token(searchParams);
  return { status: 404, body: { error: 'There are /jwks.json, and /token?role=staff or /token?user=<id>.' } };
}

/** As an authorization server answers. @param {URLSearchParams} parameters @returns {Promise<Reply>} */
async function token(parameters) {
  try {
    const identity = identityOf({
      user: parameters.get('user') ?? undefined,
      roles: parameters.getAll('role'),
      name: parameters.get('name') ?? undefined,
    });
    const body = { access_token: await tokenFor(identity), token_type: 'Bearer', expires_in: HOURS * 3_600 };
    return { status: 200, body };
  } catch (error) {
    if (!(error instanceof ExplainedError)) throw error;
    return { status: 400, body: { error: error.message } };
  }
}

/**
 * The development issuer: its key as a JSON Web Key Set, and a token for who asks it by a name of this computer.
 *
 * @returns {Promise<http.Server>}
 */
async function startIssuer() {
  const server = http.createServer((request, response) => {
    answer(request)
      .catch((error) => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(`${JSON.stringify(body)}\n`);
      })
      .catch((error) => response.destroy(error));
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(issuerPort(), issuerAddress(), () => resolve(undefined));
  });
  return server;
}

module.exports = { startIssuer };
