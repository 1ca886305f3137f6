import { expect, test } from "vitest";
import { loggedPath, loggedUserAgent } from "./logged";

test("a user agent is logged cut, and with controls and marks of direction escaped", () => {
  expect(loggedUserAgent("curl/8.5.0")).toBe("curl/8.5.0");
  // As Node reads the bytes 9B and 85, which are no UTF-8, and UTF-8's E2 80 AE.
  expect(loggedUserAgent("a\x9b31m\x85b")).toBe("a\\x9b31m\\x85b");
  expect(loggedUserAgent("\xe2\x80\xaetxt")).toBe("\\u202etxt");
  expect(loggedUserAgent("x".repeat(9_000))).toHaveLength(512);
  expect(loggedUserAgent(undefined)).toBeNull();
  expect(loggedUserAgent(null)).toBeNull();
});

test("a user agent in UTF-8 is logged as its characters, and is cut between two of them", () => {
  const asNodeReads = (text: string) => Buffer.from(text).toString("latin1");
  for (const text of ["Müller's Büro/1.0", "日本語クライアント", "rocket 🚀"]) {
    expect(loggedUserAgent(asNodeReads(text))).toBe(text);
  }
  // ISO 8859-1, which is no UTF-8, is what it was.
  expect(loggedUserAgent("M\xfcller")).toBe("Müller");
  expect(loggedUserAgent(asNodeReads(`${"x".repeat(511)}🚀`))).toBe("x".repeat(511));
});

test("a path is logged so that it is still one", () => {
  expect(loggedPath("/api/v1/echo")).toBe("/api/v1/echo");
  expect(loggedPath("/api/\x85\u202e/x")).toBe("/api/%85%E2%80%AE/x");
});
