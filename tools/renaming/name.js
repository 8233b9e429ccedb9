const { ExplainedError } = require('../explained-error');

// PostgreSQL's names have 63 bytes: `<name>_<instance>_<service>`, with up to 31 for an instance, leaves so many where a
// service's name is as long as that of notifications.
const LONGEST = 16;
const NAME = /^[a-z][a-z0-9]+(-[a-z0-9]+)*$/;

// It stands in quotes, in YAML and in the address of a mail, unquoted.
const TITLE = /^[A-Z][A-Za-z0-9]*([ -][A-Za-z0-9]+)*$/;
const LONGEST_TITLE = 40;

/**
 * @param {string} name
 * @throws {ExplainedError} where it cannot be scope, image, database and variable
 */
function checkName(name) {
  if (!NAME.test(name))
    throw new ExplainedError(
      `"${name}" cannot be a name: it becomes part of packages, images, databases and variables. Lower-case letters and ` +
        'digits, with single hyphens between words, and a letter first: my-shop.',
    );
  if (name.length > LONGEST)
    throw new ExplainedError(
      `"${name}" is too long: with the names of an instance and of a service behind it a database would have more than ` +
        `63 characters. ${LONGEST} at most.`,
    );
}

/** @param {string} title @throws {ExplainedError} where it could not stand everywhere */
function checkTitle(title) {
  if (TITLE.test(title) && title.length <= LONGEST_TITLE) return;
  throw new ExplainedError(
    `"${title}" cannot be the title: it stands in code, in settings and in the sender of mails. Words of letters (without ` +
      `accents) and digits, with a capital first, ${LONGEST_TITLE} characters at most: "My Shop Ltd".`,
  );
}

module.exports = { LONGEST, checkName, checkTitle };
