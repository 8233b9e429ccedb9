const { ExplainedError } = require('../explained-error');
const { changesOf } = require('./changes');
const { currentName } = require('./current-name');
const { readFiles, refuseUncommitted } = require('./files');
const { spellingsOf } = require('./spellings');
const { refuseTaken } = require('./taken');
const { writeAll } = require('./writing');

/**
 * @typedef {object} Renaming what was done
 * @property {import('./spellings').Spellings} from
 * @property {import('./spellings').Spellings} to
 * @property {number} changed files
 * @property {number} moved of them
 */

/**
 * Gives the repository another name, everywhere or nowhere.
 *
 * @param {string} root
 * @param {import('./arguments').Wish} wish
 * @param {() => Promise<void>} regenerate writes what is made from the code
 * @returns {Promise<Renaming>}
 * @throws {ExplainedError} before anything is written, or when all is as it was
 */
async function rename(root, { name, title, force }, regenerate) {
  if (!force) refuseUncommitted(root);
  const names = { from: currentName(root), to: spellingsOf(name, title), title };
  if (names.from.kebab === name && names.from.title === names.to.title)
    throw new ExplainedError(`It is called ${name} already, and ${names.to.title} in texts.`);
  const files = readFiles(root);
  refuseTaken(files, names);
  const changes = await changesOf(root, files, names);
  await writeAll(root, files, changes, regenerate);
  return {
    from: names.from,
    to: names.to,
    changed: changes.length,
    moved: changes.filter(({ file, place }) => file.place !== place).length,
  };
}

module.exports = { rename };
