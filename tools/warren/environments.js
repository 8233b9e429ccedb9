const os = require('node:os');
const { databaseUrls } = require('../prepare/databases');
const { settingsForTryingOut } = require('../running/settings');
const { postgres } = require('../servers/postgres');
const { rabbitmq } = require('../servers/rabbitmq');
const { runningServer } = require('./running-server');

/**
 * What each service gets in its environment: the same as by `npm start`, and what it must know of being called from here.
 *
 * @param {string[]} names @param {{ chosen: boolean }} given
 * @returns {Promise<Record<string, string>[]>} in the order of the names
 */
async function environmentsOf(names, { chosen }) {
  const [databaseUrl, rabbitmqUrl] = await Promise.all([runningServer(postgres), runningServer(rabbitmq)]);
  const databases = databaseUrls(databaseUrl);
  return names.map((name) => ({
    ...settingsForTryingOut(name),
    DATABASE_URL: databases.get(name) ?? '',
    RABBITMQ_URL: rabbitmqUrl,
    WARREN_CALLED_AS: 'warren',
    WARREN_SERVICE_CHOSEN: chosen ? 'yes' : 'no',
    WARREN_ACTOR: process.env.WARREN_ACTOR ?? `${os.userInfo().username}@${os.hostname()}`,
  }));
}

module.exports = { environmentsOf };
