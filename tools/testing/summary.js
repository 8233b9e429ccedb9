// node tools/testing/summary.js <file>: one line about the results that jest has written with --json --outputFile.
const fs = require('node:fs');

/** @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number }} Results */

/**
 * A file that could not even be run counts as a failure; no results at all do too.
 *
 * @param {Results | undefined} results
 */
function summaryOf(results) {
  const passed = results?.numPassedTests ?? 0;
  const failed = results ? results.numFailedTests + results.numRuntimeErrorTestSuites : 1;
  return { line: `${passed} passed, ${failed} failed`, code: failed > 0 || passed === 0 ? 1 : 0 };
}

/** @param {string} file @returns {Results | undefined} undefined where jest did not get as far as writing it */
function readResults(file) {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text === '' ? undefined : JSON.parse(text);
}

if (require.main === module) {
  const { line, code } = summaryOf(readResults(process.argv[2] ?? ''));
  console.log(line);
  process.exitCode = code;
}

module.exports = { readResults, summaryOf };
