const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');
const { seconds } = require('../output/seconds');
const { print, step } = require('../output/step');
const { entryOf } = require('../prepare/build');
const { runProgram } = require('../prepare/run-program');
const { repository } = require('../repository');
const { warrenFolder } = require('../servers/private-folder');
const { watchOver } = require('../servers/watchdog');
const { services } = require('../services');
const { settingsChosenFor } = require('./chosen-settings');
const { prefixed } = require('./log-line');
const { newsworthy } = require('./newsworthy');
const { untilReady } = require('./ready');
const { ServiceProcess } = require('./service-process');
const { settingsForTryingOut } = require('./settings');

/**
 * @typedef {{ ports: Map<string, number>, databases: Map<string, string>, rabbitmqUrl: string }} Addresses
 * @typedef {{ processes: ServiceProcess[], urls: Map<string, string> }} Fleet
 */

const WIDTH = Math.max(...services.map(({ name }) => name.length));

/** @param {string} name @param {Addresses} addresses @returns {Record<string, string>} */
function settingsOf(name, { ports, databases, rabbitmqUrl }) {
  return {
    ...settingsForTryingOut(name),
    PORT: String(ports.get(name)),
    DATABASE_URL: databases.get(name) ?? '',
    RABBITMQ_URL: rabbitmqUrl,
  };
}

/** What to type to run one more instance of a service, or the one again that was stopped. @param {string} name @param {Addresses} addresses */
function commandFor(name, addresses) {
  const settings = Object.entries({ ...settingsChosenFor(name), ...settingsOf(name, addresses) }).map(
    ([variable, value]) => `${variable}=${value}`,
  );
  return [...settings, 'node', path.relative(repository, entryOf(name))].join(' ');
}

/** Brings every service's tables up to date. @param {Addresses} addresses */
async function migrateAll(addresses) {
  const line = step('Migrations');
  try {
    const started = Date.now();
    await Promise.all(
      services.map(({ name }) =>
        runProgram(process.execPath, [entryOf(name), 'migrate'], {
          cwd: repository,
          env: { ...process.env, LOG_FORMAT: 'text', ...settingsOf(name, addresses) },
          failure: `The database of ${name} could not be migrated`,
        }),
      ),
    );
    line.done(`up to date, in ${seconds(Date.now() - started)}`);
  } catch (error) {
    line.fail('failed');
    throw error;
  }
}

/**
 * Starts every service and waits until each is ready.
 *
 * @param {Addresses} addresses
 * @param {{ verbose: boolean, lifetime: import('../lifetime').Lifetime }} options
 * @returns {Promise<Fleet>}
 */
async function startAll(addresses, { verbose, lifetime }) {
  const line = step('Services');
  const started = Date.now();
  const show = { logs: verbose };
  const watchdogFolder = fs.mkdtempSync(path.join(warrenFolder(), 'run-'));
  const watchdog = watchOver(watchdogFolder); // they must not go on when this process is killed
  const processes = services.map(({ name }) => {
    const isNews = newsworthy();
    const running = new ServiceProcess(name, settingsOf(name, addresses), (line) => {
      if (verbose || (isNews(line) && show.logs)) print(prefixed(name, line.text, WIDTH));
    });
    fs.writeFileSync(path.join(watchdogFolder, `${name}.pid`), String(running.child.pid));
    return running;
  });
  lifetime.onEnd(async () => {
    await stopAll(processes);
    watchdog.dismiss();
    fs.rmSync(watchdogFolder, { recursive: true, force: true });
  });
  const urls = new Map(services.map(({ name }) => [name, `http://localhost:${addresses.ports.get(name)}`]));
  const waiting = new Set(services.map(({ name }) => name));
  try {
    line.update(`waiting for ${[...waiting].join(', ')}`);
    await Promise.all(
      processes.map(async (service) => {
        const unwell = await untilReady(service, urls.get(service.name) ?? '');
        if (unwell) line.note(`${service.name} works, and is degraded: ${unwell}`);
        waiting.delete(service.name);
        line.update(`waiting for ${[...waiting].join(', ')}`);
      }),
    );
    line.done(`${services.map(({ name }) => name).join(', ')} ready in ${seconds(Date.now() - started)}`);
  } catch (error) {
    line.fail('not ready');
    throw error;
  }
  show.logs = true;
  return { processes, urls };
}

/** @param {ServiceProcess[]} processes */
async function stopAll(processes) {
  const line = step('Stopping');
  line.update(processes.map(({ name }) => name).join(', '));
  const orderly = await Promise.all(processes.map((service) => service.stop()));
  const killed = processes.filter((_, index) => !orderly[index]).map(({ name }) => name);
  if (killed.length === 0) line.done('every service has finished what it had begun');
  else line.fail(`${killed.join(', ')} did not end in time and had to be killed`);
}

/** @param {ServiceProcess} service */
async function explainDeath(service) {
  const { code, signal } = await service.exit;
  return new ExplainedError(
    `${service.name} has ended (${signal ?? `exit code ${code}`}); everything is stopped. Its log: ${service.logFile}`,
    { details: `  The last lines of ${service.name}:\n${service.lastLines()}` },
  );
}

module.exports = { commandFor, explainDeath, migrateAll, startAll };
