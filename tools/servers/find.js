const { ExplainedError } = require('../explained-error');
const { dim } = require('../output/colours');
const { postgres } = require('./postgres');
const { rabbitmq } = require('./rabbitmq');
const { addressOf } = require('./way');
const { dockerCompose } = require('./ways/compose');
const { environment } = require('./ways/environment');
const { localPort } = require('./ways/local-port');
const { distributionPackages } = require('./ways/packages');
const { privateInstance } = require('./ways/private');

/** @type {import('./way').Way[]} */
const WAYS = [environment, localPort, dockerCompose, privateInstance, distributionPackages];

/**
 * @typedef {import('./server-kind').ServerKind} ServerKind
 * @typedef {(label: string) => import('../output/step').Step} StepFactory
 * @typedef {{ url: string, stop?: () => Promise<void> }} Server
 */

/** @param {ServerKind} kind @param {import('./way').NotFound[]} tried */
function nothingWorked({ name, variable, example, packages }, tried) {
  return new ExplainedError(
    [
      `No ${name} was found or could be started:`,
      ...tried.map(({ why }) => `  - ${why}`),
      '',
      'Ways out, any one of them:',
      `  - set ${variable}, for example ${variable}=${example}`,
      `  - install and start Docker: then docker/compose.yaml is used`,
      `  - install ${name} (Debian, Ubuntu: apt-get install ${packages.join(' ')}; macOS: brew install ` +
        `${name === 'PostgreSQL' ? 'postgresql' : 'rabbitmq'}): then a private instance is started`,
    ].join('\n'),
  );
}

/** Why no earlier way was taken, as far as it has not been told already. @param {import('./way').NotFound[]} tried */
function because(tried) {
  const [, ...afterEnvironment] = tried;
  const reasons = afterEnvironment.filter(({ surprising }) => !surprising).map(({ why }) => why);
  return reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
}

/**
 * Goes through the ways in their order and prints which one was taken, and why.
 *
 * @param {ServerKind} kind @param {StepFactory} step @param {import('./way').Way[]} ways
 * @returns {Promise<Server>}
 */
async function findServer(kind, step, ways) {
  const line = step(kind.name);
  /** @type {import('./way').NotFound[]} */
  const tried = [];
  try {
    for (const way of ways) {
      const outcome = await way.find(kind, line);
      if ('url' in outcome) {
        const { version } = await kind.greet(outcome.url);
        line.done(`${version} at ${addressOf(outcome.url)}, ${outcome.how}${dim(because(tried))}`);
        return outcome;
      }
      if (outcome.surprising) line.note(outcome.why);
      tried.push(outcome);
    }
    throw nothingWorked(kind, tried);
  } catch (error) {
    line.fail('not available');
    throw error;
  }
}

/**
 * Finds or starts PostgreSQL and RabbitMQ, each on its own.
 *
 * @param {StepFactory} step @param {import('./way').Way[]} [ways]
 * @returns {Promise<{ databaseUrl: string, rabbitmqUrl: string, stop: () => Promise<void> }>}
 *   stop() ends those that were started here, and only those
 * @throws {ExplainedError} where a server is neither found nor can be started, with the ways out
 */
async function findServers(step, ways = WAYS) {
  const database = await findServer(postgres, step, ways);
  try {
    const broker = await findServer(rabbitmq, step, ways);
    return {
      databaseUrl: database.url,
      rabbitmqUrl: broker.url,
      stop: async () => void (await Promise.all([database.stop?.(), broker.stop?.()])),
    };
  } catch (error) {
    await database.stop?.();
    throw error;
  }
}

module.exports = { findServer, findServers };
