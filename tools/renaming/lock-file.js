const { renamedText } = require('./renamed-text');

const LOCK_FILE = 'package-lock.json';

/** Letters and digits by chance: a short name may seem to stand there. */
const DIGEST = /^\s*"integrity":/;

/** @param {string} text of a lock file */
function withoutDigests(text) {
  return text
    .split('\n')
    .map((line) => (DIGEST.test(line) ? '' : line))
    .join('\n');
}

/**
 * The lock file with the new name, as npm would write it: it sorts packages by their places.
 *
 * @param {string} text @param {Parameters<typeof renamedText>[1]} names
 */
function renamedLockFile(text, names) {
  const renamed = text
    .split('\n')
    .map((line) => (DIGEST.test(line) ? line : renamedText(line, names)))
    .join('\n');
  /** @type {{ packages: Record<string, unknown> }} */
  const lock = JSON.parse(renamed);
  const packages = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en'));
  return `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`;
}

module.exports = { LOCK_FILE, renamedLockFile, withoutDigests };
