const { parsed } = require('./advisories');

/** @typedef {{ bad: string[] } | { silence: string }} Signatures */

/**
 * Whether the packages that are installed are signed by the registry that they are from.
 *
 * @param {import('./advisories').Npm} npm @returns {Promise<Signatures>}
 */
async function askForSignatures(npm) {
  const { stdout, stderr } = await npm(['audit', 'signatures', '--json']);
  const told = parsed(stdout);
  if (Array.isArray(told?.invalid) && Array.isArray(told?.missing)) {
    /** @param {string} what @returns {(one: { name: string, version: string }) => string} */
    const named =
      (what) =>
      ({ name, version }) =>
        `${name} ${version} has ${what}`;
    return {
      bad: [...told.invalid.map(named('a wrong signature')), ...told.missing.map(named('no signature'))],
    };
  }
  return { silence: told?.error?.summary || stderr.trim().split('\n').pop() || 'npm said nothing' };
}

module.exports = { askForSignatures };
