const { apply, applyTemplates, chain, mergeWith, move, url } = require('@angular-devkit/schematics');
const { enter, expectPlaces } = require('../shared/entries');
const { formatted } = require('../shared/formatted');
const { linesOf } = require('../shared/lines');
const { camel, kebab, pascal } = require('../shared/names');
const { PARAGRAPHS, folderOf, hasFolder, manifestOf } = require('../shared/places');
const { refuse } = require('../shared/refusal');
const { servicesIn } = require('../shared/services');
const { freePort } = require('./free-port');
const { nextSteps } = require('./next-steps');

/** With it, the name of the database still fits into PostgreSQL's 63 characters where the system has a name, too. */
const LONGEST_NAME = 24;
/** `npx warren --service all` means every service; ISSUER_PORT is the development issuer's. */
const RESERVED = ['all', 'issuer'];

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

/**
 * `npx nest g microservice shipping`: a service with the same rooms as the others, entered wherever services are named.
 *
 * @param {{ name?: string }} options
 * @returns {import('@angular-devkit/schematics').Rule}
 */
function microservice(options) {
  return (tree, context) => {
    const name = kebab(options.name, 'a service');
    expectNew(tree, name);
    expectPlaces(tree);
    const service = { name, camel: camel(name), pascal: pascal(name), port: freePort(tree) };
    return chain([
      from('./files', folderOf(name), service),
      from('./kubernetes', 'k8s/base', service),
      (changed) => enter(changed, service),
      formatted(),
      () => context.logger.info(nextSteps(service)),
    ]);
  };
}

/** @param {Tree} tree @param {string} name */
function expectNew(tree, name) {
  if (servicesIn(tree).includes(name)) refuse(`There is a service ${name} already, in ${folderOf(name)}.`);
  if (RESERVED.includes(name))
    refuse(`No service can be called "${name}": it means something else in tools/.`);
  if (name.length > LONGEST_NAME)
    refuse(`"${name}" has ${name.length} characters. The name of a service has at most ${LONGEST_NAME}.`);
  const [folder, manifest] = [folderOf(name), manifestOf(name)];
  const taken = hasFolder(tree, folder) ? folder : tree.exists(manifest) && manifest;
  if (taken) refuse(`${taken} exists already, and is left as it is. Nothing was written.`);
  const occupied = PARAGRAPHS.find(({ path, own }) =>
    linesOf(tree, path).some((line) => own(name).test(line)),
  );
  if (occupied) refuse(`${occupied.path} has something called ${name} already. Nothing was written.`);
}

/** @param {string} templates @param {string} folder @param {object} values */
function from(templates, folder, values) {
  return mergeWith(apply(url(templates), [applyTemplates(values), move(folder)]));
}

module.exports = { microservice };
