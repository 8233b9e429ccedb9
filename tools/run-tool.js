const { stripVTControlCharacters } = require('node:util');
const { ExplainedError } = require('./explained-error');
const { Interrupted, Lifetime } = require('./lifetime');
const { colourful, red } = require('./output/colours');

/** @param {unknown} error */
function show(error) {
  if (error instanceof ExplainedError) {
    const details = error.details ? `${error.details}\n\n` : '';
    console.error(
      `\n${colourful(process.stderr) ? details : stripVTControlCharacters(details)}${red(error.message)}\n`,
    );
  } else {
    console.error('\n', error, '\n');
  }
}

/**
 * Runs a tool to its end and sets the exit code: its own, 1 after an error, 130 when it was interrupted before it
 * was done.
 *
 * @param {(lifetime: Lifetime) => Promise<number>} tool
 */
async function runTool(tool) {
  const lifetime = new Lifetime();
  let code = 1;
  try {
    code = await tool(lifetime);
  } catch (error) {
    if (lifetime.interrupted) code = 130;
    if (!(error instanceof Interrupted)) show(error);
  }
  for (const failure of await lifetime.end()) {
    code ||= 1;
    show(failure);
  }
  process.exitCode = code;
  // Nothing may keep the process alive now: whatever it had started is stopped.
  process.exit();
}

module.exports = { runTool };
