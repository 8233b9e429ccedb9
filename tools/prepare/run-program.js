const { spawn } = require('node:child_process');
const { ExplainedError } = require('../explained-error');

/**
 * Runs a program to its end with its output kept: it is shown when the program fails, and only then.
 *
 * @param {string} program @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, failure: string }} options
 *   onLine: called with each line (or piece of one) that it writes; failure: the first line of the error
 * @returns {Promise<void>}
 * @throws {ExplainedError} with the whole output
 */
function runProgram(program, args, { cwd, env = process.env, onLine, failure }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString();
      chunk
        .toString()
        .split('\n')
        .filter(Boolean)
        .forEach((line) => onLine?.(line));
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) =>
      reject(new ExplainedError(`${failure} (${error.message})`, { cause: error })),
    );
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(
          new ExplainedError(`${failure} (${signal ?? `exit code ${code}`})`, { details: output.trimEnd() }),
        );
    });
  });
}

module.exports = { runProgram };
