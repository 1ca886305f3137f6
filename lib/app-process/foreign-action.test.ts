import { expect, test } from "vitest";
import { isForeignAction } from "./foreign-action";

const from = (origin: string | undefined, more: Record<string, string> = {}) =>
  isForeignAction({ "next-action": "x", host: "127.0.0.1:3000", origin, ...more });

test("an action of our own pages is none of another site", () => {
  expect(from("http://127.0.0.1:3000")).toBe(false);
  const forwarded = { "x-forwarded-host": "keys.example.com, inner" };
  expect(from("https://keys.example.com", forwarded)).toBe(false);
});

test.each([
  "https://evil.example",
  "http://127.0.0.1:3001",
  "http://127.0.0.1:3000.evil.example",
  "http://127.0.0.1:3000@evil.example",
  "null",
  "//",
  "",
])("an action from elsewhere is: %j", (origin) => {
  expect(from(origin)).toBe(true);
});

test("what is no action, or names no origin, is left to others", () => {
  expect(from(undefined)).toBe(false);
  expect(isForeignAction({ host: "127.0.0.1", origin: "https://evil.example" })).toBe(false);
});
