const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');

/** Stands for what nobody can know beforehand: the time in the name of a migration. */
const ANYTHING = '…';

/** @param {string} root @param {import('./page').WholeFile} file */
function writeFile(root, { place, text }) {
  const file = path.join(root, place);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

/**
 * @param {string} root @param {import('./page').Change} change
 * @throws {ExplainedError} where the file is not as the page says that it is before
 */
function applyChange(root, { place, text, line }) {
  const wanted = text.replaceAll(place, placeOf(root, place));
  const { status, stderr } = spawnSync('git', ['apply', '--recount', '-'], {
    cwd: root,
    encoding: 'utf8',
    input: wanted,
  });
  if (status !== 0)
    throw new ExplainedError(`Line ${line}: ${place} cannot be changed as the page says.`, {
      details: stderr,
    });
}

/** The one file that is meant by a name with something left out. @param {string} root @param {string} place */
function placeOf(root, place) {
  if (!place.includes(ANYTHING)) return place;
  const [start = '', end = ''] = path.basename(place).split(ANYTHING);
  const folder = path.dirname(place);
  const found = fs
    .readdirSync(path.join(root, folder))
    .filter((name) => name.startsWith(start) && name.endsWith(end));
  if (found.length === 1) return `${folder}/${found[0]}`;
  throw new ExplainedError(`${place} may be ${found.join(' or ') || 'no file that there is'}.`);
}

module.exports = { applyChange, writeFile };
