const { parseArgs } = require('node:util');
const { ExplainedError } = require('../explained-error');
const { checkName, checkTitle } = require('./name');

const USAGE = `Say what it is to be called:
  npm run rename -- my-shop                          in texts: My Shop
  npm run rename -- my-shop --title "My Shop Ltd"    as the texts are to say it
  npm run rename -- my-shop --force                  although there is work that is not committed`;

/**
 * @typedef {object} Wish
 * @property {string} name in kebab-case
 * @property {string} [title]
 * @property {boolean} force
 */

/** @param {string[]} args @returns {Wish} @throws {ExplainedError} what can be said */
function readRenameArguments(args) {
  const { values, positionals } = parsed(args);
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new ExplainedError(USAGE);
  checkName(name);
  if (values.title !== undefined) checkTitle(values.title);
  return { name, title: values.title, force: values.force };
}

/** @param {string[]} args */
function parsed(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { title: { type: 'string' }, force: { type: 'boolean', default: false } },
    });
  } catch (error) {
    throw new ExplainedError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

module.exports = { readRenameArguments };
