const { SignJWT } = require('jose');
const { AUDIENCE, ISSUER } = require('./settings');
const { ALGORITHM, signingKey } = require('./signing-key');

const HOURS = 12;

/**
 * Who a token is for. Of a customer the subject is the id of the user.
 *
 * @typedef {{ subject: string, roles: string[] }} Identity
 */

/** Who opens the shop in examples: may do whatever a role allows. @type {Identity} */
const SHOPKEEPER = { subject: 'shopkeeper', roles: ['staff', 'operator'] };

/** @param {string} userId @returns {Identity} */
const customer = (userId) => ({ subject: userId, roles: ['customer'] });

/** A token of the development issuer, good for half a day. @param {Identity} identity @returns {Promise<string>} */
async function tokenFor({ subject, roles }) {
  const { privateKey, id } = await signingKey();
  return new SignJWT({ roles })
    .setProtectedHeader({ alg: ALGORITHM, kid: id, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime(`${HOURS}h`)
    .sign(privateKey);
}

/** The header that shows such a token. @param {Identity} identity @returns {Promise<{ authorization: string }>} */
async function bearer(identity) {
  return { authorization: `Bearer ${await tokenFor(identity)}` };
}

module.exports = { HOURS, SHOPKEEPER, bearer, customer, tokenFor };
