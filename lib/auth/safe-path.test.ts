import { expect, test } from "vitest";
import { HOME, safePath } from "./safe-path";

test.each([
  "/dashboard/usage",
  "/dashboard/keys/logs?key=1&status=429#top",
  "/dashboard/keys?next=https://evil.test",
])("a path of this app is kept: %s", (path) => {
  expect(safePath(path)).toBe(path);
});

test.each([
  undefined,
  "",
  "dashboard",
  "https://evil.test/dashboard",
  "//evil.test",
  "/\\evil.test",
  "/\t/evil.test",
  "/\n//evil.test",
  "/..//evil.test",
  "/%09/..//evil.test",
  "javascript:alert(1)",
])("what could lead away leads home: %j", (path) => {
  expect(safePath(path)).toBe(HOME);
});
