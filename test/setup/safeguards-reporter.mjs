/**
 * What we read of a test file and of its result.
 * @typedef {{ context: { config: { displayName?: { name: string } } } }} TestFile
 * @typedef {object} Result
 * @property {{ fullName: string, status: string }[]} testResults
 * @property {{ message: string }} [testExecError]
 * @property {string | null} [failureMessage]
 */

/**
 * What came of a test file of a project; `errors` is why it did not even run.
 * @typedef {{ project: string, passed: number, failed: string[], errors: string[] }} FileResult
 */

/**
 * How many tests passed, and which failed.
 * @param {{ fullName: string, status: string }[]} results
 */
export const outcomeOf = (results) => ({
  passed: results.filter(({ status }) => status === 'passed').length,
  failed: results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
});

/** Sends the process that has started Jest what comes of each test file. */
export default class SafeguardsReporter {
  /**
   * @param {TestFile} test
   * @param {Result} result
   */
  onTestFileResult({ context }, { testResults, testExecError, failureMessage }) {
    /** @type {FileResult} */
    const sent = {
      project: context.config.displayName?.name ?? '',
      ...outcomeOf(testResults),
      errors: testExecError ? [failureMessage ?? testExecError.message] : [],
    };
    process.send?.(sent);
  }
}
