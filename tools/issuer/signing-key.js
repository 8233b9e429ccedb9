const { generateKeyPairSync, createPrivateKey, createPublicKey } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { calculateJwkThumbprint } = require('jose');
const { warrenFolder } = require('../servers/private-folder');
const { KEY_PREFIX } = require('./settings');

const ALGORITHM = 'ES256';

/** @typedef {{ privateKey: import('node:crypto').KeyObject, id: string, published: Record<string, unknown> }} SigningKey */

/**
 * The key of the development issuer: made once, and kept in the git-ignored folder of this repository, for its owner alone.
 *
 * @param {string} [folder] @returns {Promise<SigningKey>}
 */
async function signingKey(folder = path.join(warrenFolder(), 'issuer')) {
  const file = path.join(folder, 'key.pem');
  if (!fs.existsSync(file)) makeKey(folder, file);
  const privateKey = createPrivateKey(fs.readFileSync(file));
  const jwk = createPublicKey(/** @type {any} */ (privateKey)).export({ format: 'jwk' });
  const id = `${KEY_PREFIX}${await calculateJwkThumbprint(/** @type {import('jose').JWK} */ (jwk))}`;
  return { privateKey, id, published: { ...jwk, kid: id, alg: ALGORITHM, use: 'sig' } };
}

/** Two that start at the same time end up with the same one: it appears at once, and only if there is none. @param {string} folder @param {string} file */
function makeKey(folder, file) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const draft = fs.mkdtempSync(path.join(folder, 'new-'));
  try {
    const made = path.join(draft, 'key.pem');
    fs.writeFileSync(made, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    fs.linkSync(made, file);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

module.exports = { ALGORITHM, signingKey };
