import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

/** What a part of the suite came to: its counts, and each failure in words. */
export interface TestReport {
  passed: number;
  failed: number;
  failures: string[];
  /** Which file took how long. */
  files: { name: string; tookMs: number }[];
}

/** So much of an error is told: its message, what was expected, and where. */
const LINES_TOLD = 25;

function inWords(name: string, messages: string[]): string {
  const lines = stripVTControlCharacters(messages.join("\n")).split("\n").slice(0, LINES_TOLD);
  return [name, ...lines.map((line) => `    ${line}`)].join("\n");
}

/** What Vitest's JSON reporter writes. */
export const VitestReport = z
  .object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    success: z.boolean(),
    testResults: z.array(
      z.object({
        name: z.string(),
        status: z.string(),
        startTime: z.number(),
        endTime: z.number(),
        message: z.string().default(""),
        assertionResults: z.array(
          z.object({
            fullName: z.string(),
            status: z.string(),
            failureMessages: z.array(z.string()).nullish(),
          }),
        ),
      }),
    ),
  })
  .transform(({ numPassedTests: passed, numFailedTests, success, testResults }): TestReport => {
    const failures = testResults.flatMap((file) => {
      const failed = file.assertionResults.filter(({ status }) => status === "failed");
      // A file that cannot be loaded fails without a test of its own.
      if (failed.length === 0) {
        return file.status === "failed" ? [inWords(file.name, [file.message])] : [];
      }
      return failed.map(({ fullName, failureMessages }) =>
        inWords(`${file.name}: ${fullName}`, failureMessages ?? []),
      );
    });
    const files = testResults.map(({ name, startTime, endTime }) => ({
      name: path.relative("", name),
      tookMs: endTime - startTime,
    }));
    const failed = success ? numFailedTests : Math.max(1, numFailedTests);
    return { passed, failed, failures, files };
  });

interface PlaywrightResult {
  duration: number;
  errors: { message?: string | undefined }[];
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[] | undefined;
  specs: {
    title: string;
    tests: { status: string; results: PlaywrightResult[] }[];
  }[];
}

const PlaywrightSuite: z.ZodType<PlaywrightSuite> = z.object({
  title: z.string(),
  suites: z.lazy(() => z.array(PlaywrightSuite)).optional(),
  specs: z.array(
    z.object({
      title: z.string(),
      tests: z.array(
        z.object({
          status: z.string(),
          results: z.array(
            z.object({
              duration: z.number(),
              errors: z.array(z.object({ message: z.string().optional() })),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** What its flows took one after another, milliseconds. */
function durationOf({ suites = [], specs }: PlaywrightSuite): number {
  const results = specs.flatMap(({ tests }) => tests).flatMap((each) => each.results);
  const own = results.reduce((sum, { duration }) => sum + duration, 0);
  return suites.reduce((sum, suite) => sum + durationOf(suite), own);
}

function failuresOf({ title, suites = [], specs }: PlaywrightSuite): string[] {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "unexpected")
      .map(({ results }) =>
        inWords(
          `${title}: ${spec.title}`,
          results.flatMap(({ errors }) => errors.map(({ message }) => message ?? "")),
        ),
      ),
  );
  return [...own, ...suites.flatMap(failuresOf)];
}

/** What Playwright's JSON reporter writes. */
export const PlaywrightReport = z
  .object({
    stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }),
    errors: z.array(z.object({ message: z.string().optional() })),
    suites: z.array(PlaywrightSuite),
  })
  .transform(({ stats, errors, suites }): TestReport => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    failures: [
      ...suites.flatMap(failuresOf),
      ...errors.map(({ message }) => inWords("the browser flows", [message ?? ""])),
    ],
    files: suites.map((suite) => ({ name: suite.title, tookMs: durationOf(suite) })),
  }));
