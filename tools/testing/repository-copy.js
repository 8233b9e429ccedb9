const fs = require('node:fs');
const path = require('node:path');
const { Fixture } = require('../renaming/fixture');
const { readFiles } = require('../renaming/files');
const { repository } = require('../repository');

/** What npm notes of all packages at once; caches are each folder's own. */
const NO_PACKAGES = new Set(['.cache', '.package-lock.json']);

/**
 * This repository as it is now, committed or not, in a folder and with a history of its own: for tests that change it. Its packages are
 * links to those that are installed here; those that are part of the repository are its own.
 */
class RepositoryCopy extends Fixture {
  constructor() {
    super({});
    for (const { place, bytes, mode } of readFiles(repository)) {
      this.write({ [place]: bytes });
      fs.chmodSync(path.join(this.root, place), mode);
    }
    this.linkPackages();
    this.commit();
  }

  /** What `npm install` would do. Once more after a renaming: packages of the repository have other names then. */
  linkPackages() {
    const from = path.join(repository, 'node_modules');
    const to = path.join(this.root, 'node_modules');
    fs.rmSync(to, { recursive: true, force: true });
    fs.mkdirSync(to);
    const others = new Set(packagesOf(repository).map(({ name }) => name.split('/', 1).join()));
    for (const entry of fs.readdirSync(from))
      if (!others.has(entry) && !NO_PACKAGES.has(entry))
        fs.symlinkSync(path.join(from, entry), path.join(to, entry));
    for (const { name, folder } of packagesOf(this.root))
      link(path.join(this.root, folder), path.join(to, name));
    fs.copyFileSync(path.join(this.root, 'package-lock.json'), path.join(to, '.package-lock.json'));
  }
}

/** Those that are part of a repository. @param {string} root @returns {{ name: string, folder: string }[]} */
function packagesOf(root) {
  /** @type {{ workspaces: string[] }} */
  const { workspaces } = readJson(path.join(root, 'package.json'));
  return workspaces.map((folder) => ({
    name: readJson(path.join(root, folder, 'package.json')).name,
    folder,
  }));
}

/** @param {string} file */
const readJson = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

/** @param {string} target @param {string} place */
function link(target, place) {
  fs.mkdirSync(path.dirname(place), { recursive: true });
  fs.symlinkSync(path.relative(path.dirname(place), target), place);
}

module.exports = { RepositoryCopy };
