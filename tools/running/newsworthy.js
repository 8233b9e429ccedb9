/**
 * Which lines of a service are worth showing: warnings and errors, and the next word from the part of the service that
 * gave one. Somebody who has read that a connection was lost wants to read that it is back.
 *
 * @returns {(line: import('./log-line').LogLine) => boolean}
 */
function newsworthy() {
  /** @type {Set<string | undefined>} */
  const inTrouble = new Set();
  return ({ loud, context }) => {
    if (!loud) return inTrouble.delete(context);
    if (context !== undefined) inTrouble.add(context);
    return true;
  };
}

module.exports = { newsworthy };
