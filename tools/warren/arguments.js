const { services } = require('../services');

/**
 * @typedef {object} Given what was typed
 * @property {string[]} services those that are meant
 * @property {boolean} chosen whether somebody has said which
 * @property {string[]} command with its own options
 * @property {boolean} json
 * @property {boolean} wantsHelp
 */

const ALL = services.map(({ name }) => name);
const HELP = ['--help', '-h', 'help'];

/**
 * Takes out what is for the launcher; the rest is for the services, which know their commands.
 *
 * @param {string[]} args @returns {Given | { problem: string, json: boolean }}
 */
function readArguments(args) {
  /** @type {string[]} */
  const command = [];
  const json = args.includes('--json');
  /** @type {string[] | undefined} */
  let named;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] ?? '';
    if (argument === '--service' || argument === '-s') named = [...(named ?? []), ...names(args[++at] ?? '')];
    else if (argument.startsWith('--service='))
      named = [...(named ?? []), ...names(argument.slice('--service='.length))];
    else command.push(argument);
  }
  const wantsHelp = command.length === 0 || command.some((word) => HELP.includes(word));
  const problem = named && problemWith(named);
  if (problem) return { problem, json };
  const chosen =
    named === undefined || named.includes('all') ? ALL : ALL.filter((name) => named.includes(name));
  return { services: chosen, chosen: named !== undefined, command, json, wantsHelp };
}

/** @param {string} list */
const names = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/** @param {string[]} named */
function problemWith(named) {
  const known = [...ALL, 'all'].join(', ');
  if (named.length === 0) return `--service needs the name of one, or several: ${known}.`;
  const unknown = named.filter((name) => name !== 'all' && !ALL.includes(name));
  if (unknown.length === 0) return undefined;
  return `There is no service "${unknown.join('", "')}". There are: ${known}.`;
}

module.exports = { readArguments };
