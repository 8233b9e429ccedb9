const { ExplainedError } = require('../explained-error');
const { isLeftAlone } = require('./left-alone');
const { LOCK_FILE, withoutDigests } = require('./lock-file');
const { patternOf } = require('./pattern');

/** In place of the present name, which is not in the way of another. */
const BLANK = '\0';

/**
 * Where a word stands already: a service, a folder, a package, a word of the language. Nobody could tell it from the name any
 * more, the next renaming least of all.
 *
 * @param {import('./files').File[]} files
 * @param {{ from: import('./spellings').Spellings, to: import('./spellings').Spellings }} names
 * @throws {ExplainedError}
 */
function refuseTaken(files, { from, to }) {
  const present = patternOf(from);
  const wanted = new RegExp(patternOf(to).source);
  for (const { place, text = '' } of files.filter((file) => !isLeftAlone(file.place))) {
    const read = place === LOCK_FILE ? withoutDigests(text) : text;
    const [inPlace, inText] = [place, read].map((where) => {
      const blank = where.replace(present, BLANK);
      return { blank, found: wanted.exec(blank) };
    });
    if (inPlace?.found) throw taken(inPlace.found[0], place);
    if (inText?.found) {
      const line = inText.blank.slice(0, inText.found.index).split('\n').length;
      throw taken(inText.found[0], `${place}:${line}`);
    }
  }
}

/** @param {string} word @param {string} where */
function taken(word, where) {
  return new ExplainedError(
    `"${word}" has a meaning already (${where}): as the name it could not be told from that any more. Choose a word that ` +
      'stands for nothing else here, or give this one another name first.',
  );
}

module.exports = { refuseTaken };
