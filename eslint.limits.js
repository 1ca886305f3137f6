/*
 * How long a function may be, how many parameters it may have, and all that exceeds it, with why. A number here may
 * fall, and none may rise.
 */
const MOST_LINES = 80;
const MOST_PARAMETERS = 4;

const PROSE = "a page of documentation, read from top to bottom";
const COMMANDS = "one command after the other, each a few lines";
const MARKUP = "one component's markup, whose parts share its state";
const NO_OBJECT = "called for each request or row: an object for its parameters would be garbage";

/** file -> lines of its longest function, and why it is not cut. */
const LONGER = {
  "app/docs/api-keys/page.tsx": [272, PROSE],
  "app/docs/best-practices/page.tsx": [91, PROSE],
  "app/docs/error-handling/page.tsx": [103, PROSE],
  "app/docs/introduction/page.tsx": [121, PROSE],
  "app/docs/management/page.tsx": [118, PROSE],
  "app/dashboard/keys/logs/log-filters.tsx": [82, MARKUP],
  "cli/accounts.ts": [105, COMMANDS],
  "cli/keys.ts": [103, COMMANDS],
  "components/commands/command-palette.tsx": [99, MARKUP],
  "components/tables/keys-table.tsx": [102, MARKUP],
  "db/queries/demo-rows.ts": [100, "one statement of SQL"],
  "lib/enforcement/plan-limits/contract.ts": [152, "a suite of tests that every store must pass"],
};

/** file -> parameters of the function that has most, and why. */
const MORE_PARAMETERS = {
  "bench/bed.ts": [5, "what one run has, and nobody else makes one"],
  "db/embedded/cluster.ts": [5, "a program, and how it is run"],
  "db/embedded/server-user.ts": [5, "a program, and how it is run"],
  "db/queries/quota-what-if.ts": [5, "what the question is made of"],
  "lib/enforcement/admit.ts": [5, NO_OBJECT],
  "lib/enforcement/decision/windows.ts": [5, "the terms of one formula"],
  "lib/front-door/keyed/keyed.ts": [6, NO_OBJECT],
  "lib/front-door/sending/send-error.ts": [6, NO_OBJECT],
  "lib/front-door/sending/send.ts": [6, NO_OBJECT],
  "lib/requests/journal/columns.ts": [5, "what a column is, in one line of the table"],
  "lib/requests/writing/shard.ts": [5, NO_OBJECT],
};

const lines = (max) => ({
  "max-lines-per-function": ["error", { max, skipBlankLines: true, skipComments: true }],
});
const parameters = (max) => ({ "max-params": ["error", max] });

const exceptions = (name, listed, rule) =>
  Object.entries(listed).map(([file, [max]]) => ({
    name: `limits/${name}/${file}`,
    files: [file.replace(/[[\]]/g, "\\$&")],
    rules: rule(max),
  }));

/**
 * @param files that are held to them
 * @param tests that are not: a suite is one function
 */
export const limits = (files, tests) => [
  {
    name: "limits",
    files,
    ignores: tests,
    rules: { ...lines(MOST_LINES), ...parameters(MOST_PARAMETERS) },
  },
  ...exceptions("lines", LONGER, lines),
  ...exceptions("parameters", MORE_PARAMETERS, parameters),
];
