// node tools/testing/summary.js <file> [<file of a second try>]: one line about the results that jest has written with
// --json --outputFile. node tools/testing/summary.js --failed <file>: the files worth a second try, one a line.
const fs = require('node:fs');

/** More than these failed at once: that is no matter of luck. */
const WORTH_A_SECOND_TRY = 3;

/**
 * @typedef {{ name: string, status: string }} FileResult
 * @typedef {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, testResults?: FileResult[] }} Results
 */

/** @param {Results | undefined} results @returns {string[]} paths */
function failedFiles(results) {
  return (results?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name);
}

/** @param {Results | undefined} results @returns {string[]} paths; none where too many failed */
function worthASecondTry(results) {
  const failed = failedFiles(results);
  return failed.length <= WORTH_A_SECOND_TRY ? failed : [];
}

/**
 * A file that could not even be run counts as a failure; no results at all do too. What failed and passed when tried
 * again is no failure, but it is named; what was not tried again at all, though others were, still is one.
 *
 * @param {Results | undefined} results
 * @param {Results} [again] of the second try, of all files that had failed
 */
function summaryOf(results, again) {
  const failedAtFirst = failuresOf(results);
  const failed = again ? failuresOf(again) + notTried(results, again) : failedAtFirst;
  const passed = (results?.numPassedTests ?? 0) + Math.max(failedAtFirst - failed, 0);
  const passedAgain = new Set((again?.testResults ?? []).filter(hasPassed).map(({ name }) => name));
  const unsteady = failedFiles(results).filter((file) => passedAgain.has(file));
  const line = `${passed} passed, ${failed} failed`;
  return { line, unsteady, code: failed > 0 || passed === 0 ? 1 : 0 };
}

/** @param {FileResult} result */
const hasPassed = ({ status }) => status === 'passed';

/** @param {Results | undefined} results @param {Results} again @returns {number} how many files */
function notTried(results, again) {
  const tried = new Set((again.testResults ?? []).map(({ name }) => name));
  return failedFiles(results).filter((file) => !tried.has(file)).length;
}

/** @param {Results | undefined} results */
function failuresOf(results) {
  return results ? results.numFailedTests + results.numRuntimeErrorTestSuites : 1;
}

/** @param {string} file @returns {Results | undefined} undefined where jest did not get as far as writing it */
function readResults(file) {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text === '' ? undefined : JSON.parse(text);
}

if (require.main === module) {
  const [first = '', second = ''] = process.argv.slice(2);
  if (first === '--failed') {
    for (const file of worthASecondTry(readResults(second))) console.log(file);
  } else {
    const { line, unsteady, code } = summaryOf(readResults(first), readResults(second));
    for (const file of unsteady) console.log(`Unsteady, it passed only when tried again: ${file}`);
    console.log(line);
    process.exitCode = code;
  }
}

module.exports = { readResults, summaryOf, worthASecondTry };
