const ENOUGH = 3;

/**
 * Those of the names that somebody may have meant: they begin as what was typed does.
 *
 * @param {string} typed with its service or without @param {readonly string[]} names with theirs @param {number} [limit]
 */
function nearest(typed, names, limit = 3) {
  const wanted = eventOf(typed);
  return names
    .map((name) => ({ name, common: commonLetters(wanted, eventOf(name)) }))
    .filter(({ common }) => common >= ENOUGH)
    .sort((one, other) => other.common - one.common)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** @param {string} name */
const eventOf = (name) => name.slice(name.indexOf('/') + 1);

/** How many letters two texts begin with alike. @param {string} one @param {string} other */
function commonLetters(one, other) {
  const differing = [...one].findIndex((letter, index) => letter !== other[index]);
  return differing < 0 ? one.length : differing;
}

module.exports = { nearest };
