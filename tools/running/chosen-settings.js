const { readVariables } = require('../docs/configuration/variables');
const { repository } = require('../repository');

/**
 * What somebody has chosen for a service in the environment of `npm start`, and who starts it by hand has to choose again: with another
 * namespace, say, it would work and reach nobody. Of a secret only that there is one.
 *
 * @param {string} service @param {NodeJS.Dict<string>} [env]
 * @returns {Record<string, string>}
 */
function settingsChosenFor(service, env = process.env) {
  const own = readVariables(repository).filter((variable) => [undefined, service].includes(variable.service));
  const chosen = own.filter(({ name }) => env[name]?.trim());
  return Object.fromEntries(
    chosen.map(({ name, secret }) => [name, secret ? `'<as it was>'` : quoted(env[name] ?? '')]),
  );
}

/** For a shell, where it has to be. @param {string} value */
function quoted(value) {
  return /^[\w./:@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

module.exports = { settingsChosenFor };
