const { kebab } = require('../shared/names');
const { strike } = require('../shared/entries');
const { defaultRoot } = require('../shared/nest-cli');
const { folderOf, hasFolder, manifestOf } = require('../shared/places');
const { refuse } = require('../shared/refusal');
const { expectService } = require('../shared/services');
const { consumersOf, stillNaming } = require('./mentions');
const { whatStays } = require('./what-stays');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/**
 * `npx nest g remove-microservice shipping`: takes back what `nest g microservice` has made and entered. The contracts stay: their
 * events lie in outboxes and queues.
 *
 * @param {{ name?: string }} options
 * @returns {import('@angular-devkit/schematics').Rule}
 */
function removeMicroservice(options) {
  return (tree, context) => {
    const name = kebab(options.name, 'a service');
    expectService(tree, name);
    expectNotNeeded(tree, name);
    const found = { contracts: contractsOf(tree, name), naming: stillNaming(tree, name) };
    if (hasFolder(tree, folderOf(name))) removeFolder(tree, folderOf(name));
    if (tree.exists(manifestOf(name))) tree.delete(manifestOf(name));
    strike(tree, name);
    context.logger.info(whatStays(name, found));
  };
}

/** @param {Tree} tree @param {string} name */
function expectNotNeeded(tree, name) {
  if (defaultRoot(tree) === folderOf(name))
    refuse(`${name} is the default application of nest-cli.json ("root"): make another one that first.`);
  const consumers = consumersOf(tree, name);
  if (consumers.length > 0)
    refuse(
      `Others need what ${name} publishes, and would wait for it in vain:\n${consumers.map((line) => `  ${line}`).join('\n')}\nTake that away first. Nothing was removed.`,
    );
}

/** File by file, so that each is told; and the folder, for else it would stay, empty. @param {Tree} tree @param {string} path */
function removeFolder(tree, path) {
  tree.getDir(path).visit((file) => tree.delete(file));
  tree.delete(path);
}

/** @param {Tree} tree @param {string} name */
function contractsOf(tree, name) {
  const folder = `libs/contracts/src/${name}`;
  return hasFolder(tree, folder) ? folder : undefined;
}

module.exports = { removeMicroservice };
