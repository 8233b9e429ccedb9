// node tools/broker-users.js: prints the broker's users, their rights and the exchanges, as the code needs them, for a namespace or a virtual
// host of one's own, or with passwords. What docker/rabbitmq holds is the same without any of these; npm run docs writes it.
const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { definitionsOf } = require('./docs/broker/definitions');
const { rightsOf } = require('./docs/broker/rights');
const { scriptOf } = require('./docs/broker/script');
const { outsiders } = require('./docs/map/outsiders');
const { readSystem } = require('./docs/map/services');
const { ExplainedError } = require('./explained-error');
const { repository } = require('./repository');
const { runTool } = require('./run-tool');

const USAGE = `node tools/broker-users.js [--namespace NAME] [--vhost NAME] [--passwords FOLDER] [--script] [--only SERVICE,SERVICE]

Prints a definitions file for rabbitmqctl import_definitions, or with --script a script of rabbitmqctl commands.

--namespace   what EVENTING_NAMESPACE is for the services: prefix of every name, also the users'
--vhost       the virtual host, / if not given
--passwords   a folder with a file for each user, named like it; their hashes go into the definitions. Without it nobody can log in with
              a password, which is right where services log in by certificate
--only        these services and no others`;

/** @param {string} folder @returns {(user: string) => string} */
function passwordsIn(folder) {
  return (user) => {
    const file = path.join(folder, user);
    const password = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
    if (password) return password;
    throw new ExplainedError(`There is no password for ${user}: ${file} is missing or empty.`);
  };
}

void runTool(async () => {
  const { values } = parseArgs({
    options: {
      namespace: { type: 'string' },
      vhost: { type: 'string', default: '/' },
      passwords: { type: 'string' },
      only: { type: 'string' },
      script: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const wanted = values.only?.split(',');
  const rights = rightsOf(readSystem(repository), outsiders, values.namespace).filter(
    ({ service }) => wanted?.includes(service) ?? true,
  );
  const passwordOf = values.passwords === undefined ? undefined : passwordsIn(values.passwords);
  console.log(
    values.script
      ? scriptOf(rights, values.vhost)
      : JSON.stringify(definitionsOf(rights, values.vhost, passwordOf), undefined, 2),
  );
  return 0;
});
