import { expect, test } from "vitest";
import { PlaywrightReport, VitestReport } from "./test-report";

test("a failed test of Vitest is told with its file, its name and its error without colours", () => {
  const report = VitestReport.parse({
    numPassedTests: 3,
    numFailedTests: 1,
    success: false,
    testResults: [
      {
        name: "lib/a.test.ts",
        status: "failed",
        ...{ startTime: 1_000, endTime: 3_500 },
        message: "",
        assertionResults: [
          { fullName: "it holds", status: "passed", failureMessages: [] },
          { fullName: "it breaks", status: "failed", failureMessages: ["\u001b[31mno\u001b[39m"] },
        ],
      },
    ],
  });
  expect(report).toEqual({
    passed: 3,
    failed: 1,
    failures: ["lib/a.test.ts: it breaks\n    no"],
    files: [{ name: "lib/a.test.ts", tookMs: 2_500 }],
  });
});

test("a file that cannot be loaded is one failure, and told", () => {
  const report = VitestReport.parse({
    numPassedTests: 3,
    numFailedTests: 0,
    success: false,
    testResults: [
      {
        ...{ name: "lib/b.test.ts", status: "failed", startTime: 1_000, endTime: 1_000 },
        ...{ message: "no such import", assertionResults: [] },
      },
    ],
  });
  expect(report).toEqual({
    passed: 3,
    failed: 1,
    failures: ["lib/b.test.ts\n    no such import"],
    files: [{ name: "lib/b.test.ts", tookMs: 0 }],
  });
});

test("a failed flow is told with its file, wherever it stands", () => {
  const flow = (title: string, status: string, message: string) => ({
    title,
    tests: [{ status, results: [{ duration: 700, errors: [{ message }] }] }],
  });
  const report = PlaywrightReport.parse({
    stats: { expected: 4, unexpected: 1, flaky: 0 },
    errors: [],
    suites: [
      {
        title: "keys.spec.ts",
        specs: [flow("it opens", "expected", "")],
        suites: [{ title: "in a describe", specs: [flow("it closes", "unexpected", "timed out")] }],
      },
    ],
  });
  expect(report).toEqual({
    passed: 4,
    failed: 1,
    failures: ["in a describe: it closes\n    timed out"],
    files: [{ name: "keys.spec.ts", tookMs: 1_400 }],
  });
});
