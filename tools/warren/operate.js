const { ensureBuilt } = require('./ensure-built');
const { environmentsOf } = require('./environments');
const { exitCodeOf, jsonOf, sameUsageError } = require('./outcomes');
const { textOf } = require('./merged-text');
const { runInService } = require('./service-command');

/**
 * Runs the command in every service that is meant, at the same time.
 *
 * @param {import('./arguments').Given} given
 * @returns {Promise<number>} exit code
 */
async function operate(given) {
  const { services } = given;
  await ensureBuilt(services);
  const environments = await environmentsOf(services, given);
  const outcomes = await Promise.all(
    services.map((service, at) => outcomeIn(service, given, environments[at] ?? {})),
  );
  tell(outcomes, given.json);
  return exitCodeOf(outcomes);
}

/**
 * @param {string} service @param {import('./arguments').Given} given @param {Record<string, string>} environment
 * @returns {Promise<import('./outcomes').Outcome>}
 */
async function outcomeIn(service, { services, command, json }, environment) {
  const width = Math.max(...services.map((name) => name.length));
  const label = services.length > 1 ? `${service.padEnd(width)}   ` : '';
  /** @type {import('./outcomes').End | undefined} */
  let end;
  const { code, signal } = await runInService(service, command, environment, {
    onLog: (line) => console.error(`${label}${line}`),
    onMessage: (message) => {
      if (message.kind === 'progress') console.error(`${label}${message.text}`);
      else if (message.kind !== 'entry') end = message;
      else if (json) console.log(JSON.stringify({ service, ...message.entry }));
      else console.log(`${label}${message.text}`);
    },
  });
  return { service, end, code: code ?? (signal === 'SIGINT' ? 130 : 1) };
}

/** @param {import('./outcomes').Outcome[]} outcomes @param {boolean} json */
function tell(outcomes, json) {
  const usage = sameUsageError(outcomes);
  if (json) {
    const document = usage ? { error: usage } : jsonOf(outcomes);
    if (document) console.log(JSON.stringify(document, null, 2));
    return;
  }
  if (usage) return console.error(usage.message);
  const { out, error } = textOf(outcomes);
  if (out) console.log(out);
  if (error) console.error(error);
}

module.exports = { operate };
