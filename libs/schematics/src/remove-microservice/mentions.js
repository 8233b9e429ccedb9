const { ENTRIES } = require('../shared/places');

/** @typedef {import('@angular-devkit/schematics').Tree} Tree */

const CODE = /\.(ts|js)$/;
/** They make up services of their own. */
const UNIT_TEST = /\.spec\./;
const IMPORT_OF_CONTRACTS = /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'@warren\/contracts'/g;

/**
 * Who takes the contracts of a service: `apps/orders/src/… takes StockReserved`.
 *
 * @param {Tree} tree @param {string} name @returns {string[]}
 */
function consumersOf(tree, name) {
  const contracts = new Set(
    filesIn(tree, `libs/contracts/src/${name}`).flatMap(({ text }) =>
      [...text.matchAll(/export class (\w+)/g)].map(([, contract = '']) => contract),
    ),
  );
  if (contracts.size === 0) return [];
  return filesIn(tree, 'apps')
    .filter(({ path }) => !path.startsWith(`apps/${name}/`))
    .flatMap(({ path, text }) => {
      const taken = importedContracts(text).filter((contract) => contracts.has(contract));
      return taken.length > 0 ? [`${path} takes ${taken.join(', ')}`] : [];
    });
}

/** @param {string} text of a file */
function importedContracts(text) {
  return [...text.matchAll(IMPORT_OF_CONTRACTS)].flatMap(([, names = '']) =>
    names.split(',').map(
      (each) =>
        each
          .trim()
          .replace(/^type /, '')
          .split(/\s/)[0] ?? '',
    ),
  );
}

/** Code of others that speaks of the service by its name, but for the lists that it is taken from. @param {Tree} tree @param {string} name @returns {string[]} */
function stillNaming(tree, name) {
  const lists = ENTRIES.map(({ path }) => path);
  const quoted = new RegExp(`['"\`]${name}['"\`]`);
  return ['apps', 'tools', 'k8s']
    .flatMap((folder) => filesIn(tree, folder))
    .filter(
      ({ path, text }) =>
        !path.startsWith(`apps/${name}/`) &&
        !UNIT_TEST.test(path) &&
        !lists.includes(path) &&
        quoted.test(text),
    )
    .map(({ path }) => path);
}

/** @param {Tree} tree @param {string} folder @returns {{ path: string, text: string }[]} */
function filesIn(tree, folder) {
  /** @type {{ path: string, text: string }[]} */
  const found = [];
  tree.getDir(folder).visit((path) => {
    if (!CODE.test(path) || path.includes('/node_modules/')) return;
    found.push({ path: path.slice(1), text: tree.readText(path) });
  });
  return found;
}

module.exports = { consumersOf, stillNaming };
