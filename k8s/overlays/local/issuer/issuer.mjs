// The issuer of tokens of a cluster on a laptop, like tools/issuer beside `npm start`:
//
//   node issuer.mjs                                    serves its public key at /jwks.json, and nothing else
//   node issuer.mjs --role staff --role operator       prints a token, to who may run it in the pod
//   node issuer.mjs --user <id of a user>              a customer's
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

// As services know it: in production none takes its tokens.
const ISSUER = 'urn:warren:development-issuer';
const KEY_PREFIX = 'development-';
const AUDIENCE = 'warren';
const SECONDS = 12 * 3_600;

const { KEY_FILE: file = '', PORT: port } = process.env;

function privateKey() {
  if (!existsSync(file)) {
    const made = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    writeFileSync(`${file}.new`, made.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return createPrivateKey(readFileSync(file));
}

/** Its name is its thumbprint (RFC 7638): another key has another one, at which services look for keys anew. @param {import('node:crypto').KeyObject} key */
function publicKey(key) {
  const { crv, kty, x, y } = createPublicKey(/** @type {any} */ (key)).export({ format: 'jwk' });
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  return { crv, kty, x, y, kid: `${KEY_PREFIX}${thumbprint}`, alg: 'ES256', use: 'sig' };
}

/** @param {import('node:crypto').KeyObject} key @param {string} sub @param {string[]} roles */
function tokenFor(key, sub, roles) {
  /** @param {object} part */
  const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const iat = Math.floor(Date.now() / 1_000);
  const header = { alg: 'ES256', kid: publicKey(key).kid, typ: 'JWT' };
  const claims = { iss: ISSUER, aud: AUDIENCE, sub, roles, iat, exp: iat + SECONDS };
  const signed = `${encoded(header)}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

const { values } = parseArgs({
  options: { role: { type: 'string', multiple: true, default: [] }, user: { type: 'string' } },
});
const key = privateKey();

if (values.user !== undefined)
  process.stdout.write(`${tokenFor(key, values.user, ['customer', ...values.role])}\n`);
else if (values.role.length > 0) process.stdout.write(`${tokenFor(key, 'somebody', values.role)}\n`);
else {
  const server = createServer(({ url }, response) => {
    const isKnown = url === '/jwks.json';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { keys: [publicKey(key)] } : { error: 'There is /jwks.json.' }));
  });
  server.listen(Number(port), () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.stdout.write(`The keys are at :${address.port}/jwks.json\n`);
  });
  process.once('SIGTERM', () => server.close());
}
