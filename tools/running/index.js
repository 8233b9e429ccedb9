const { bold, dim } = require('../output/colours');
const { columns } = require('../output/columns');
const { step } = require('../output/step');
const { startIssuer } = require('../issuer/server');
const { createDatabases, databaseUrls } = require('../prepare/databases');
const { services } = require('../services');
const { playOrder } = require('./example-order');
const { commandFor, explainDeath, migrateAll, startAll } = require('./fleet');
const { journeyTable } = require('./journey');
const { trustsDevelopmentIssuer } = require('./settings');
const { howToAsk, whoseTokens } = require('./tokens-needed');

/** @param {Map<string, string>} urls */
function serviceTable(urls) {
  const header = ['service', 'address', 'API docs', 'health'].map(dim);
  const rows = services.map(({ name }) => {
    const url = urls.get(name) ?? '';
    return [bold(name), url, `${url}/docs`, `${url}/health/ready`];
  });
  return columns([header, ...rows]);
}

/** @param {Map<string, string>} urls @param {Map<string, string>} databases */
async function showExampleOrder(urls, databases) {
  const line = step('Order');
  line.update('playing one through the system');
  try {
    const { orderId, status, start, settledAfter, journey } = await playOrder(urls, databases);
    line.done(`${orderId} was ${status} ${settledAfter} ms after its POST; its journey since then:`);
    console.log(`\n${journeyTable(journey, start)}\n`);
  } catch (error) {
    line.fail('did not come through');
    throw error;
  }
}

/**
 * Creates and migrates the databases, starts every service, plays an order, and stays until somebody ends it or a
 * service dies.
 *
 * @param {{ databaseUrl: string, rabbitmqUrl: string, ports: Map<string, number> }} servers
 * @param {{ verbose: boolean, lifetime: import('../lifetime').Lifetime }} options
 * @returns {Promise<number>} exit code
 */
async function runSystem({ databaseUrl, rabbitmqUrl, ports }, { verbose, lifetime }) {
  const databases = databaseUrls(databaseUrl);
  const addresses = { ports, databases, rabbitmqUrl };
  const issues = trustsDevelopmentIssuer();
  if (issues) await issueTokens(lifetime);
  await createDatabases(databases);
  lifetime.check();
  await migrateAll(addresses);
  lifetime.check();
  const { processes, urls } = await startAll(addresses, { verbose, lifetime });
  lifetime.check();
  if (issues) await showExampleOrder(urls, databases);
  console.log(`${serviceTable(urls)}\n`);
  console.log(`${issues ? howToAsk() : whoseTokens()}\n`);
  const more = verbose ? '' : ' Warnings and errors appear here; `npm start -- --verbose` shows everything.';
  console.log(`${dim(`  Ctrl-C stops what was started here.${more}`)}\n`);
  return untilTheEnd(processes, addresses, lifetime);
}

/** @param {import('../lifetime').Lifetime} lifetime */
async function issueTokens(lifetime) {
  const issuer = await startIssuer();
  lifetime.onEnd(() => void issuer.close());
}

/**
 * Stays until somebody ends it. A service that somebody stopped (`kill`) or killed (`kill -9`) leaves the others running:
 * what happens then is worth a try. One that crashes ends everything.
 *
 * @param {import('./fleet').Fleet['processes']} processes
 * @param {import('./fleet').Addresses} addresses
 * @param {import('../lifetime').Lifetime} lifetime
 * @returns {Promise<number>} exit code
 */
async function untilTheEnd(processes, addresses, lifetime) {
  const ended = await Promise.race([lifetime.interruption, ...processes.map((service) => service.died())]);
  if (typeof ended === 'string') return 0;
  const { code, signal } = await ended.exit;
  if (code !== 0 && signal !== 'SIGKILL') throw await explainDeath(ended);
  const fate = signal ? 'killed' : 'stopped';
  console.log(`  ${bold(ended.name)} was ${fate}; the others go on without it. To start it again:`);
  console.log(`    ${commandFor(ended.name, addresses)}\n`);
  return untilTheEnd(
    processes.filter((service) => service !== ended),
    addresses,
    lifetime,
  );
}

module.exports = { runSystem };
