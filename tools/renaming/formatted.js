const { spawn } = require('node:child_process');
const path = require('node:path');
const { text: textOf } = require('node:stream/consumers');
const { ExplainedError } = require('../explained-error');

/**
 * Texts as `npm run format` would have them: a name of another length breaks lines elsewhere.
 *
 * @param {string} root
 * @param {{ place: string, text: string }[]} texts place: where it is now, by which settings and exceptions are found
 * @returns {Promise<string[]>} in the same order
 * @throws {ExplainedError} where one cannot be read any more
 */
async function formatted(root, texts) {
  const child = spawn(process.execPath, [path.join(__dirname, 'format-texts.js')], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(texts.map(({ place, text }) => ({ file: path.join(root, place), text }))));
  /** @type {({ text: string } | { file: string, problem: string })[]} */
  const results = JSON.parse(await textOf(child.stdout));
  return results.map((result) => {
    if ('text' in result) return result.text;
    throw new ExplainedError(
      `With the new name nobody could read ${path.relative(root, result.file)} any more. Choose another.`,
      { details: result.problem },
    );
  });
}

module.exports = { formatted };
