const fs = require('node:fs');
const path = require('node:path');
const parse = require('spdx-expression-parse');
const { packagesOf, wayTo } = require('./lock-file');
const { isUnseen } = require('./policy');

/**
 * @typedef {import('./lock-file').LockFile} LockFile
 * @typedef {import('./lock-file').Package} Package
 * @typedef {import('./policy').Policy} Policy
 * @typedef {{ problems: string[], counts: Map<string, { shipped: number, development: number }> }} Licenses
 */

const NONE = '(none)';
const UNSEEN = '(not known: other platforms)';

/**
 * The lock file says it, as the package did when it was published. Some packages still use the list that npm knew before
 * the field `license`; of those it says nothing, and what is installed does.
 *
 * @param {string} root @param {Package} found @returns {string}
 */
function licenseOf(root, { license, place }) {
  if (license) return license;
  const file = path.join(root, place, 'package.json');
  if (!fs.existsSync(file)) return NONE;
  /** @type {{ license?: string | { type: string }, licenses?: { type: string }[] }} */
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (typeof manifest.license === 'string') return manifest.license;
  const named = [manifest.license, manifest.licenses].flat().flatMap((one) => one?.type ?? []);
  return named.join(' OR ') || NONE;
}

/** @typedef {ReturnType<typeof parse>} Expression @param {Expression} expression @param {Set<string>} allowed @returns {boolean} */
function isAllowed(expression, allowed) {
  if ('conjunction' in expression) {
    const [left, right] = [isAllowed(expression.left, allowed), isAllowed(expression.right, allowed)];
    return expression.conjunction === 'or' ? left || right : left && right;
  }
  // An exception to a licence, or "or any later version", makes it another one: that one has to be looked at.
  return !expression.exception && !expression.plus && allowed.has(expression.license);
}

/** @param {string} license @param {Set<string>} allowed @returns {string | undefined} what is wrong with it */
function complaintOf(license, allowed) {
  if (license === NONE) return 'does not say under which licence it is';
  try {
    if (isAllowed(parse(license), allowed)) return undefined;
  } catch {
    return `calls its licence "${license}", which is no SPDX expression`;
  }
  return `is under ${license}, which is not allowed here`;
}

/** @param {LockFile} lock @param {Package} found */
function howItComesIn(lock, { place, dev }) {
  const way = wayTo(lock, place).join(' → ') || 'nothing that package.json asks for';
  return `  It comes in by ${way}, ${dev ? 'for development' : 'and is shipped'}.`;
}

/**
 * The licences of all packages of the lock file, shipped or not, against the policy.
 *
 * @param {string} root of what is installed @param {LockFile} lock @param {Policy} policy @returns {Licenses}
 */
function checkLicenses(root, lock, { allowedLicenses, licenseExceptions, otherPlatforms }) {
  const allowed = new Set(allowedLicenses);
  /** @type {Licenses} */
  const { problems, counts } = { problems: [], counts: new Map() };
  const used = new Set();
  for (const found of packagesOf(lock)) {
    const license = isUnseen(found, otherPlatforms) ? UNSEEN : licenseOf(root, found);
    const count = counts.get(license) ?? { shipped: 0, development: 0 };
    counts.set(license, count);
    count[found.dev ? 'development' : 'shipped'] += 1;
    const complaint = license === UNSEEN ? undefined : complaintOf(license, allowed);
    if (!complaint) continue;
    const exception = licenseExceptions.find((one) => one.package === found.name && one.license === license);
    if (exception) used.add(exception);
    else problems.push(`${found.name} ${found.version} ${complaint}.\n${howItComesIn(lock, found)}`);
  }
  return {
    problems: [...problems, ...licenseExceptions.flatMap((one) => idleness(one, used.has(one)))],
    counts,
  };
}

/** @param {import('./policy').LicenseException} exception @param {boolean} isUsed @returns {string[]} */
function idleness({ package: name, license, because }, isUsed) {
  if (!isUsed) return [`Nothing needs the exception for ${name} (${license}) any more: take it out.`];
  return because.trim() ? [] : [`The exception for ${name} (${license}) does not say why ("because").`];
}

module.exports = { checkLicenses, licenseOf, NONE };
