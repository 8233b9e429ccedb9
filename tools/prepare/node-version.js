const { engines } = require('../../package.json');
const { ExplainedError } = require('../explained-error');

/**
 * @param {string} [version] of Node.js, as `20.19.0`
 * @param {string} [range] as in package.json: `>=20.19`
 * @throws {ExplainedError} when it is older than the range allows
 */
function checkNodeVersion(version = process.versions.node, range = engines.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = range.replace(/^>=/, '').split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new ExplainedError(
    `Node.js ${version} is too old: ${oldestMajor}.${oldestMinor} or newer is needed.\n` +
      'Install a newer one, for example with a version manager that reads .nvmrc: `nvm install`, `fnm use`.',
  );
}

module.exports = { checkNodeVersion };
