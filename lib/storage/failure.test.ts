import { expect, test } from "vitest";
import { isStorageFailure, storageFailureLine } from "./failure";

const failed = (properties: object) => Object.assign(new Error("what went wrong"), properties);

test.each([
  ...[
    "ECONNREFUSED",
    "ECONNRESET",
    "EPIPE",
    "ENOTFOUND",
    "EAI_AGAIN",
    "CONNECTION_CLOSED",
    "CONNECT_TIMEOUT",
  ],
  // Not reachable, too many connections, shutting down and starting, a statement that took too long, a table that is
  // not there yet.
  ...["08006", "53300", "57P01", "57P03", "57014", "55P03", "42P01", "XX000"],
])("%s is a failure of the storage, however deep it lies", (code) => {
  expect(isStorageFailure(failed({ code }))).toBe(true);
  expect(isStorageFailure(failed({ cause: failed({ cause: failed({ code }) }) }))).toBe(true);
});

test.each(["23505", "22001", "42601", "ENOENT", "ERR_INVALID_ARG_TYPE"])("%s is none", (code) => {
  expect(isStorageFailure(failed({ code }))).toBe(false);
});

test("a deadline that passed is one, and what is no error is none", () => {
  expect(isStorageFailure(failed({ name: "DeadlineError" }))).toBe(true);
  expect(isStorageFailure({ code: "ECONNREFUSED" })).toBe(false);
  expect(isStorageFailure(null)).toBe(false);
});

test("it is told in one line, by its cause and without the statement", () => {
  const cause = Object.assign(new Error("connect\n  refused"), { code: "ECONNREFUSED" });
  const wrapped = new Error("Failed query: select *\nparams: secret", { cause });
  expect(storageFailureLine(wrapped)).toBe("connect refused (ECONNREFUSED)");
});
