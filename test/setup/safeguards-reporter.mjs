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

/** Sends the process that has started Jest what comes of each test file. */
export default class SafeguardsReporter {
  /**
   * @param {TestFile} test
   * @param {Result} result
   */
  onTestFileResult({ context }, { testResults, testExecError, failureMessage }) {
    /** @param {string} wanted */
    const namesOf = (wanted) =>
      testResults.filter(({ status }) => status === wanted).map(({ fullName }) => fullName);
    /** @type {FileResult} */
    const sent = {
      project: context.config.displayName?.name ?? '',
      passed: namesOf('passed').length,
      failed: namesOf('failed'),
      errors: testExecError ? [failureMessage ?? testExecError.message] : [],
    };
    process.send?.(sent);
  }
}
