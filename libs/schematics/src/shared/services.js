const { refuse } = require('./refusal');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/** The names of the services, in the order of nest-cli.json. @param {Tree} tree @returns {string[]} */
function servicesIn(tree) {
  /** @type {{ projects: Record<string, { type: string }> }} */
  const { projects } = JSON.parse(tree.readText('nest-cli.json'));
  return Object.keys(projects).filter((name) => projects[name]?.type === 'application');
}

/** Refuses what is no service of this repository. @param {Tree} tree @param {string} name in kebab case */
function expectService(tree, name) {
  const services = servicesIn(tree);
  if (services.includes(name)) return;
  refuse(`There is no service "${name}". There are ${services.join(', ')}; nest-cli.json names them.`);
}

module.exports = { expectService, servicesIn };
