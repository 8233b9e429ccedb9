const fs = require('node:fs');
const path = require('node:path');
const { withLock } = require('../lock');
const { npmProgram } = require('../npm-program');
const { step } = require('../output/step');
const { repository } = require('../repository');
const { seconds } = require('../output/seconds');
const { runProgram } = require('./run-program');

/** @typedef {Record<string, { version?: string, optional?: boolean, link?: boolean }>} LockedPackages */

/**
 * Whether what is installed is what the lock file asks for. npm notes in node_modules what it has put there, in the
 * lock file's own form.
 *
 * @param {LockedPackages} wanted @param {LockedPackages} installed
 */
function matches(wanted, installed) {
  const differs = Object.entries(wanted).some(([place, { version, optional }]) => {
    const there = installed[place];
    if (place === '') return false; // the repository itself
    return there ? there.version !== version : !optional; // optional ones are for other platforms, often
  });
  return !differs && Object.keys(installed).every((place) => wanted[place] !== undefined);
}

/** @param {string} file @returns {LockedPackages} */
function packagesIn(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).packages : {};
}

/** @param {string} folder */
function areInstalled(folder) {
  const wanted = packagesIn(path.join(folder, 'package-lock.json'));
  return matches(wanted, packagesIn(path.join(folder, 'node_modules', '.package-lock.json')));
}

/**
 * npm would empty the folder that the link leads to, under the feet of whoever works there.
 *
 * @param {string} folder @returns {boolean} whether node_modules is a link
 */
function isBorrowed(folder) {
  return (
    fs.lstatSync(path.join(folder, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true
  );
}

/** Installs the packages where they are missing or not those of package-lock.json. */
async function installPackages() {
  const line = step('Packages');
  try {
    if (areInstalled(repository)) return line.done('up to date');
    if (isBorrowed(repository))
      return line.done('not those of package-lock.json; node_modules is a link, and left as it is');
    const started = Date.now();
    line.update('installing (npm ci)');
    await withLock(path.join(repository, '.warren', 'packages.lock'), 'installing packages', async () => {
      const { program, args } = npmProgram();
      if (areInstalled(repository)) return;
      await runProgram(program, [...args, 'ci', '--no-audit', '--no-fund'], {
        cwd: repository,
        failure: 'The packages could not be installed',
      });
    });
    line.done(`installed in ${seconds(Date.now() - started)}`);
  } catch (error) {
    line.fail('could not be installed');
    throw error;
  }
}

module.exports = { areInstalled, installPackages, isBorrowed, matches };
