const fs = require('node:fs');
const path = require('node:path');

const CODE = ['apps', 'libs', 'tools', 'bench'];
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);
const EMPTY_WORDS = new Set(['util', 'utils', 'common', 'helper', 'helpers', 'misc', 'base', 'manager']);

/** @param {string} root @param {string} folder @returns {string[]} files and folders, relative to the root */
function everythingIn(root, folder) {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? [place, ...everythingIn(root, place)] : [place];
  });
}

/**
 * Names that say nothing about what is inside, among the folders of code (Kubernetes has its own words).
 *
 * @param {string} root @returns {string[]} one message each
 */
function emptyNames(root) {
  const folders = CODE.filter((folder) => fs.existsSync(path.join(root, folder)));
  return folders
    .flatMap((folder) => everythingIn(root, folder))
    .flatMap((place) => {
      const word = path
        .basename(place)
        .toLowerCase()
        .split(/[^a-z]/)
        .find((part) => EMPTY_WORDS.has(part));
      return word ? [`${place}: "${word}" says nothing. Name it after the one thing that is in it.`] : [];
    });
}

/**
 * Addresses of a registry in the lock file work only where that registry can be reached.
 *
 * @param {string} lockFile its text @returns {string[]} one message each
 */
function registryAddresses(lockFile) {
  /** @type {{ packages: Record<string, { resolved?: string, link?: boolean }> }} */
  const { packages } = JSON.parse(lockFile);
  const places = Object.keys(packages).filter((place) => packages[place]?.resolved && !packages[place].link);
  if (places.length === 0) return [];
  return [
    `package-lock.json holds the addresses of ${places.length} packages (${places[0]}, …): they tie it to one registry. ` +
      'Write it anew with `npm install --package-lock-only`, which obeys .npmrc.',
  ];
}

module.exports = { emptyNames, registryAddresses };
