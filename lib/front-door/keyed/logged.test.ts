import { expect, test } from "vitest";
import { loggedPath, loggedUserAgent } from "./logged";

test("a user agent is logged cut, and with controls and marks of direction escaped", () => {
  expect(loggedUserAgent("curl/8.5.0")).toBe("curl/8.5.0");
  // As Node reads the bytes 9B and 85, and UTF-8's E2 80 AE.
  expect(loggedUserAgent("a\x9b31m\x85b\xe2\x80\xae")).toBe("a\\x9b31m\\x85b\xe2\\x80\xae");
  expect(loggedUserAgent("\u202etxt")).toBe("\\u202etxt");
  expect(loggedUserAgent("x".repeat(9_000))).toHaveLength(512);
  expect(loggedUserAgent(undefined)).toBeNull();
  expect(loggedUserAgent(null)).toBeNull();
});

test("a path is logged so that it is still one", () => {
  expect(loggedPath("/api/v1/echo")).toBe("/api/v1/echo");
  expect(loggedPath("/api/\x85\u202e/x")).toBe("/api/%85%E2%80%AE/x");
});
