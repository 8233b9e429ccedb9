const { readResults, summaryOf, worthASecondTry } = require('./summary');

describe('the summary of a test run', () => {
  it('counts tests, and files that could not be run as failures', () => {
    const results = { numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
    expect(summaryOf(results)).toEqual({ line: '12 passed, 0 failed', unsteady: [], code: 0 });
    expect(summaryOf({ ...results, numFailedTests: 2, numRuntimeErrorTestSuites: 1 })).toEqual({
      line: '12 passed, 3 failed',
      unsteady: [],
      code: 1,
    });
  });

  it('is a failure where there are no results, or no tests', () => {
    expect(summaryOf(readResults('/not/there'))).toEqual({
      line: '0 passed, 1 failed',
      unsteady: [],
      code: 1,
    });
    expect(summaryOf({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }).code).toBe(1);
  });

  /** @param {number} passed @param {number} failed @param {{ name: string, status: string }[]} testResults */
  const ran = (passed, failed, ...testResults) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    numRuntimeErrorTestSuites: 0,
    testResults,
  });
  /** @param {string} name @param {string} status */
  const file = (name, status) => ({ name, status });

  it('names what passed only at the second try, and still fails for what failed twice', () => {
    const first = ran(12, 2, file('a', 'failed'), file('b', 'failed'), file('c', 'passed'));
    expect(worthASecondTry(first)).toEqual(['a', 'b']);
    expect(summaryOf(first, ran(2, 0, file('a', 'passed'), file('b', 'passed')))).toEqual({
      line: '14 passed, 0 failed',
      unsteady: ['a', 'b'],
      code: 0,
    });
    expect(summaryOf(first, ran(1, 1, file('a', 'passed'), file('b', 'failed')))).toEqual({
      line: '13 passed, 1 failed',
      unsteady: ['a'],
      code: 1,
    });
  });

  it('fails for what was not run again', () => {
    const first = ran(12, 2, file('a', 'failed'), file('b', 'failed'));
    expect(summaryOf(first, ran(0, 0))).toMatchObject({ line: '12 passed, 2 failed', unsteady: [], code: 1 });
    expect(summaryOf(first, ran(1, 0, file('a', 'passed')))).toMatchObject({ unsteady: ['a'], code: 1 });
  });

  it('gives no second try where many failed: that is no matter of luck', () => {
    expect(worthASecondTry(ran(9, 4, ...['a', 'b', 'c', 'd'].map((name) => file(name, 'failed'))))).toEqual(
      [],
    );
    expect(worthASecondTry(undefined)).toEqual([]);
  });
});
