const fs = require('node:fs');
const { step } = require('../output/step');
const { entryOf } = require('../prepare/build');

/**
 * Builds the services when one of them has never been built. What is there is used as it is: what runs may be older than the code.
 *
 * @param {string[]} services
 */
async function ensureBuilt(services) {
  if (services.every((name) => fs.existsSync(entryOf(name)))) return;
  const { build } = require('../prepare/build');
  console.error('The services have not been built yet; this takes a minute.');
  await build((label) => step(label, process.stderr));
}

module.exports = { ensureBuilt };
