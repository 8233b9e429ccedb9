const fs = require('node:fs');
const path = require('node:path');
const { isDeepStrictEqual } = require('node:util');
const { ownFolders, packagesOf } = require('./lock-file');
const { isUnseen } = require('./policy');

/** @typedef {import('./lock-file').Locked} Locked @typedef {import('./lock-file').LockFile} LockFile */

const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
const KINDS = /** @type {const} */ (['dependencies', 'devDependencies', 'optionalDependencies']);
const WRITE_ANEW = 'Write it anew with `npm install --package-lock-only`.';

/**
 * Where package.json (of the repository and of each workspace) leaves a choice to whoever installs, and where the lock file
 * says something else.
 *
 * @param {string} root @param {LockFile} lock @returns {string[]} one message each
 */
function looseVersions(root, lock) {
  return ownFolders(lock).flatMap((folder) => {
    const file = path.posix.join(folder, 'package.json');
    /** @type {Locked} */
    const manifest = JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
    return KINDS.flatMap((kind) => {
      const wanted = manifest[kind] ?? {};
      const loose = Object.entries(wanted).flatMap(([name, version]) =>
        looseness(lock, folder, name, version),
      );
      const asLocked = isDeepStrictEqual(wanted, lock.packages[folder]?.[kind] ?? {});
      if (!asLocked) loose.push(`has other ${kind} than package-lock.json. ${WRITE_ANEW}`);
      return loose.map((complaint) => `${file} ${complaint}`);
    });
  });
}

/** @param {LockFile} lock @param {string} folder @param {string} name @param {string} version @returns {string[]} */
function looseness({ packages }, folder, name, version) {
  if (!EXACT.test(version))
    return [
      `takes "${version}" of ${name}, which is no single version. Name one, as \`npm install --save-exact\` does.`,
    ];
  const locked = packages[`${folder}/node_modules/${name}`] ?? packages[`node_modules/${name}`];
  if (locked?.version === version) return [];
  return [`wants ${name} ${version}, and package-lock.json has ${locked?.version ?? 'none'}. ${WRITE_ANEW}`];
}

/**
 * Packages that npm would install without comparing them with anything. What is in the bundle of another one comes with
 * that one's digest.
 *
 * @param {LockFile} lock @param {import('./policy').Policy} policy @returns {string[]} one message each
 */
function withoutDigest(lock, { otherPlatforms }) {
  const problems = packagesOf(lock)
    .filter(({ integrity, inBundle }) => !inBundle && !/^sha(512|384|256)-/.test(integrity ?? ''))
    .filter((found) => !isUnseen(found, otherPlatforms))
    .map(
      ({ place }) =>
        `package-lock.json has no digest (integrity) of ${place}: whatever comes under that name would be installed. ` +
        'Take the package that requires it out of package.json and the lock file, and install it again.',
    );
  const idle = otherPlatforms.filter((one) => !packagesOf(lock).some((found) => isUnseen(found, [one])));
  return [
    ...problems,
    ...idle.map(
      ({ packages }) =>
        `Of "${packages}…" nothing is left to excuse: take it out of tools/supply-chain/policy.json.`,
    ),
  ];
}

module.exports = { looseVersions, withoutDigest };
