const { services } = require('../services');
const { environmentsOf } = require('./environments');
const { ensureBuilt } = require('./ensure-built');
const { runPlainly } = require('./service-command');

const USAGE = `Usage: npx warren [--service <names>] <command> [options]

Operates the services of this repository. Runs the command in each service that is named, with the addresses that
\`npm start\` uses, and puts together what they say. In production the same is: node main.js ops <command>

  -s, --service <names>   one, several (orders,payments) or all; without it all, for commands that change nothing
                          (${services.map(({ name }) => name).join(', ')})
  --json                  one JSON document on standard output, and nothing else

Ends with 0 when all is well, 1 when something failed or needs somebody, 2 when the command was not understood.
`;

/** What the services know of their commands, one says for all. @param {import('./arguments').Given} given */
async function showHelp(given) {
  const name = given.services[0] ?? '';
  const isGeneral = given.command.every((word) => ['--help', '-h', 'help'].includes(word));
  if (isGeneral) console.log(USAGE);
  await ensureBuilt([name]);
  const [environment] = await environmentsOf([name], given);
  return runPlainly(name, isGeneral ? ['--help'] : given.command, environment ?? {});
}

module.exports = { showHelp };
