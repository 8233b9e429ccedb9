const fs = require('node:fs');
const path = require('node:path');

/**
 * @typedef {Record<string, string>} Wanted names and versions
 * @typedef {{
 *   name?: string, version?: string, link?: boolean, resolved?: string, integrity?: string, license?: string,
 *   dev?: boolean, optional?: boolean, inBundle?: boolean, os?: string[],
 *   dependencies?: Wanted, devDependencies?: Wanted, optionalDependencies?: Wanted, peerDependencies?: Wanted,
 * }} Locked
 * @typedef {{ packages: Record<string, Locked> }} LockFile
 * @typedef {Locked & { place: string, name: string, version: string }} Package
 */

/** @param {string} folder @returns {LockFile} */
function lockFileOf(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
}

/** `node_modules/a/node_modules/@b/c` is `@b/c`, unless it is there under another name. @param {string} place */
const nameAt = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** What comes from a registry: not the repository itself, nor the workspaces. @param {LockFile} lock @returns {Package[]} */
function packagesOf({ packages }) {
  return Object.entries(packages)
    .filter(([place, { link }]) => place.includes('node_modules/') && !link)
    .map(([place, locked]) => ({
      ...locked,
      place,
      name: locked.name ?? nameAt(place),
      version: locked.version ?? '',
    }));
}

/** The repository and its workspaces: what we write ourselves. @param {LockFile} lock @returns {string[]} their folders */
function ownFolders({ packages }) {
  return Object.keys(packages).filter((place) => !place.includes('node_modules/'));
}

/** Where Node.js finds a package that another one requires. @param {LockFile} lock @param {string} from @param {string} name */
function found({ packages }, from, name) {
  const places = [];
  for (
    let folder = from;
    folder;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))
  )
    places.push(`${folder}/node_modules/${name}`);
  return [...places, `node_modules/${name}`].find((place) => packages[place]);
}

/**
 * The shortest way on which a package comes in: the names from one of our own `package.json` to it.
 *
 * @param {LockFile} lock @param {string} wanted its place @returns {string[]} empty if nothing requires it
 */
function wayTo(lock, wanted) {
  /** @type {{ place: string, way: string[] }[]} */
  const line = ownFolders(lock).map((place) => ({
    place,
    way: [path.posix.join(place, 'package.json')],
  }));
  const seen = new Set();
  for (const { place, way } of line) {
    if (place === wanted) return way;
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } =
      lock.packages[place] ?? {};
    const names = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys(names)) {
      const next = found(lock, place, name);
      if (!next || seen.has(next)) continue;
      seen.add(next);
      line.push({ place: next, way: [...way, name] });
    }
  }
  return [];
}

module.exports = { lockFileOf, ownFolders, packagesOf, wayTo };
