const { readResults, summaryOf } = require('./summary');

describe('the summary of a test run', () => {
  it('counts tests, and files that could not be run as failures', () => {
    const results = { numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
    expect(summaryOf(results)).toEqual({ line: '12 passed, 0 failed', code: 0 });
    expect(summaryOf({ ...results, numFailedTests: 2, numRuntimeErrorTestSuites: 1 })).toEqual({
      line: '12 passed, 3 failed',
      code: 1,
    });
  });

  it('is a failure where there are no results, or no tests', () => {
    expect(summaryOf(readResults('/not/there'))).toEqual({ line: '0 passed, 1 failed', code: 1 });
    expect(summaryOf({ numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 0 }).code).toBe(1);
  });
});
