/** @typedef {import('./spellings').Spellings} Spellings */

/** Not in the middle of a word; `\n` and the like in front of it are no letters. */
const BEGINS = String.raw`(?<=^|[^A-Za-z0-9]|\\[a-z])`;
const ENDS = '(?![a-z0-9])';

/**
 * Finds a name however it is written, and no other word that has it inside.
 *
 * @param {Spellings} spellings
 */
function patternOf({ kebab, snake, camel, pascal, screaming, title }) {
  const ways = [
    // One may be a part of a longer name, as in `myBlueSky`, and several of them are the Blue Skys.
    ...[title, pascal].map((text) => ({ text, source: `(?<![A-Z])${text}(?=s?${ENDS})` })),
    ...[kebab, snake, camel].map((text) => ({ text, source: `${BEGINS}${text}${ENDS}` })),
    { text: screaming, source: `${BEGINS}${screaming}(?![A-Za-z0-9])` },
  ];
  // The longest first: `Blue Sky Ltd` before `Blue Sky`.
  const sources = ways.sort((one, other) => other.text.length - one.text.length).map(({ source }) => source);
  return new RegExp([...new Set(sources)].join('|'), 'g');
}

/**
 * Which spelling it is that was found. Of a single word several look the same: what stands around it says which is meant.
 *
 * @param {Spellings} spellings @param {string} found
 * @param {{ before: string, after: string, isIdentifier: boolean }} around the characters next to it
 * @returns {keyof Spellings}
 */
function spellingOf(spellings, found, { before, after, isIdentifier }) {
  const joined = before === '_' || after === '_';
  /** @type {(spelling: keyof Spellings) => boolean} */
  const is = (spelling) => spellings[spelling] === found;
  if (is('snake') && (joined || !is('kebab'))) return 'snake';
  if (is('camel') && (isIdentifier || /[A-Z]/.test(after) || !is('kebab'))) return 'camel';
  if (is('kebab')) return 'kebab';
  if (is('screaming') && (isIdentifier || joined || !is('title'))) return 'screaming';
  if (is('pascal') && (isIdentifier || /[a-z]/.test(before) || !is('title'))) return 'pascal';
  return 'title';
}

module.exports = { patternOf, spellingOf };
