const path = require('node:path');
const prettier = require('prettier');
const { ExplainedError } = require('../explained-error');

/**
 * A text as `npm run format` would have it: a name of another length breaks lines elsewhere.
 *
 * @param {string} root @param {string} place as it was: its settings and exceptions are found by it
 * @param {string} text
 * @throws {ExplainedError} where it cannot be read any more
 */
async function formatted(root, place, text) {
  const file = path.join(root, place);
  const { ignored, inferredParser } = await prettier.getFileInfo(file, {
    ignorePath: path.join(root, '.prettierignore'),
  });
  if (ignored || inferredParser === null) return text;
  try {
    return await prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file });
  } catch (error) {
    throw new ExplainedError(
      `With the new name nobody could read ${place} any more, so nothing was written. Choose another.`,
      { details: error instanceof Error ? error.message : String(error), cause: error },
    );
  }
}

module.exports = { formatted };
