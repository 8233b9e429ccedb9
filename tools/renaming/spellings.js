/**
 * How one name is written, place by place.
 *
 * @typedef {object} Spellings
 * @property {string} kebab `blue-sky`: scope, command, images, folders, headers
 * @property {string} snake `blue_sky`: databases, metrics
 * @property {string} camel `blueSky`: functions and variables
 * @property {string} pascal `BlueSky`: classes
 * @property {string} screaming `BLUE_SKY`: variables of the environment, constants
 * @property {string} title `Blue Sky`, or what the team says: texts for people
 */

/**
 * @param {string} name in kebab-case
 * @param {string} [title] where it is not what follows from the name
 * @returns {Spellings}
 */
function spellingsOf(name, title = titleOf(name)) {
  const words = name.split('-');
  const pascal = words.map(capitalized).join('');
  return {
    kebab: name,
    snake: words.join('_'),
    camel: `${words[0]}${words.slice(1).map(capitalized).join('')}`,
    pascal,
    screaming: words.join('_').toUpperCase(),
    title,
  };
}

/** `Blue Sky` for `blue-sky`. @param {string} name */
function titleOf(name) {
  return name.split('-').map(capitalized).join(' ');
}

/** @param {string} word */
const capitalized = (word) => word.charAt(0).toUpperCase() + word.slice(1);

module.exports = { spellingsOf, titleOf };
