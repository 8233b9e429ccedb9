#!/usr/bin/env node
// npx warren [--service orders,payments] <command> [--json]: operates the services, each by its own program.
const { ExplainedError } = require('../explained-error');
const { readArguments } = require('./arguments');
const { showHelp } = require('./help');
const { operate } = require('./operate');

/** @param {unknown} error */
function tell(error) {
  if (!(error instanceof ExplainedError)) throw error;
  console.error(error.details ? `${error.details}\n\n${error.message}` : error.message);
}

async function main() {
  const given = readArguments(process.argv.slice(2));
  if ('problem' in given) {
    if (given.json)
      console.log(JSON.stringify({ error: { kind: 'usage', message: given.problem } }, null, 2));
    else console.error(given.problem);
    process.exitCode = 2;
    return;
  }
  try {
    process.exitCode = given.wantsHelp ? await showHelp(given) : await operate(given);
  } catch (error) {
    process.exitCode = 1;
    tell(error);
  }
}

void main();
