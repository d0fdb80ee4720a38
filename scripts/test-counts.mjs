/**
 * How many tests passed and failed, from the reports that the runners write.
 * @typedef {{ passed: number, failed: number }} Counts
 * @typedef {{ status: string }} Outcome
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults?: (Outcome & { assertionResults: Outcome[] })[] }} VitestReport
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped?: number }, errors?: unknown[] }} PlaywrightReport
 */

/** @returns {Counts} */
export const sum = (/** @type {readonly Counts[]} */ list) => ({
  passed: list.reduce((total, { passed }) => total + passed, 0),
  failed: list.reduce((total, { failed }) => total + failed, 0),
});

/**
 * Vitest's JSON report. A file that cannot even be loaded counts as one failure.
 * @param {VitestReport} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const broken = (report.testResults ?? []).filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return { passed: Number(report.numPassedTests), failed: Number(report.numFailedTests) + broken.length };
}

/**
 * Playwright's JSON report. A test that passed only when repeated has failed: nothing here may depend on luck.
 * @param {PlaywrightReport} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky } = report.stats;
  const broken = unexpected + flaky === 0 ? (report.errors ?? []).length : 0;
  return { passed: Number(expected), failed: Number(unexpected) + Number(flaky) + broken };
}

/** The last line of a run, and its exit code: nothing that ran is not a success. */
export function conclude(/** @type {Counts} */ { passed, failed }) {
  return { line: `${passed} passed, ${failed} failed`, code: failed > 0 || passed === 0 ? 1 : 0 };
}
