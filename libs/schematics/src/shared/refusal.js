const { SchematicsException } = require('@angular-devkit/schematics');

/**
 * Ends a schematic before anything of it is written. Its message is all that the person at the terminal sees: what is wrong, where, and
 * what to do.
 *
 * @param {string} message
 * @returns {never}
 */
function refuse(message) {
  throw new SchematicsException(message);
}

module.exports = { refuse };
