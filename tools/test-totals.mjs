// Prints the totals of a test run from Vitest's JSON report: `12 passed, 0 failed, 1 skipped`.
import { readFileSync } from 'node:fs';

const report = readReport(process.argv[2]);
const passed = report.numPassedTests;
const skipped = report.numPendingTests + report.numTodoTests;
// A file that fails before its first test has no failed test; it counts as one.
const unread = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && !hasFailed(assertionResults),
);
const failed = report.numFailedTests + unread.length;

console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0 || passed === 0 || !report.success) process.exitCode = 1;

function hasFailed(results) {
  return results.some(({ status }) => status === 'failed');
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(`There is no report of the tests: ${error.message}`);
    return {
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
      success: false,
    };
  }
}
