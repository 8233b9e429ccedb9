const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ExplainedError } = require('../explained-error');

/**
 * @typedef {object} File
 * @property {string} place relative to the root, with slashes
 * @property {Buffer} bytes
 * @property {string} [text] none: it is no text
 * @property {number} mode
 */

/** @param {string} root @param {string[]} args @returns {string} what git writes */
function git(root, args) {
  const { error, status, stdout, stderr } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  if (!error && status === 0) return stdout;
  throw new ExplainedError(
    'git cannot say which files belong to the repository. Without its history: git init && git add --all && git commit -m Start',
    { details: error ? error.message : stderr.trimEnd(), cause: error },
  );
}

/** @param {string} root @throws {ExplainedError} where there is something that git could not bring back */
function refuseUncommitted(root) {
  const changes = git(root, ['status', '--porcelain', '--', '.']);
  if (changes === '') return;
  throw new ExplainedError(
    'There are changes that are not committed: with the renaming among them nobody could look through either, or go back. ' +
      'Commit them first, or say --force.',
    { details: changes.trimEnd() },
  );
}

/** All files that git keeps, and new ones that it would keep. @param {string} root @returns {File[]} */
function readFiles(root) {
  const places = git(root, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']).split('\0');
  return [...new Set(places)].filter(Boolean).flatMap((place) => {
    const file = path.join(root, place);
    const stats = fs.lstatSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) return [];
    const bytes = fs.readFileSync(file);
    return [{ place, bytes, text: textOf(bytes), mode: stats.mode & 0o777 }];
  });
}

/** @param {Buffer} bytes */
function textOf(bytes) {
  if (bytes.includes(0)) return undefined;
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}

module.exports = { readFiles, refuseUncommitted };
