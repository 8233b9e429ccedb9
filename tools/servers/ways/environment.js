const { ExplainedError } = require('../../explained-error');
const { addressOf, hasProtocolOf, reasonOf } = require('../way');

/** @param {string} url @param {import('../server-kind').ServerKind} kind */
function readAddress(url, kind) {
  if (hasProtocolOf(kind, url)) return addressOf(url);
  throw new ExplainedError(
    `${kind.variable} is not an address of ${kind.name}. It looks like ${kind.example}`,
  );
}

/**
 * An address that somebody has set is meant: when it does not work, another server would be the wrong one.
 *
 * @type {import('../way').Way}
 */
const environment = {
  name: 'environment',
  async find(kind) {
    const url = process.env[kind.variable];
    if (!url) return { why: `${kind.variable} is not set` };
    const address = readAddress(url, kind);
    try {
      await kind.greet(url);
    } catch (error) {
      throw new ExplainedError(
        `${kind.variable} points to ${address}, but: ${reasonOf(error)}\n` +
          `Start that ${kind.name}, correct ${kind.variable}, or unset it to have one found for you.`,
        { cause: error },
      );
    }
    return { url, how: `as ${kind.variable} says` };
  },
};

module.exports = { environment };
