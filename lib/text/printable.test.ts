import { expect, test } from "vitest";
import { printable, printableJson, printablePath } from "./printable";

const MARKS = "\u0000\u001b\n\u007f\u0085\u009b\u2028\u061c\u200f\u202e\u2066\ud800";

test("what is printable holds no control, no mark of direction, no half of a pair", () => {
  for (const text of [printable(MARKS), printablePath(MARKS), printableJson({ MARKS })]) {
    expect(text).not.toMatch(
      /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u,
    );
  }
  expect(printable("curl/8 \x9b31m\u202e")).toBe("curl/8 \\x9b31m\\u202e");
  expect(printablePath("/a\x9b\u202e/b")).toBe("/a%9B%E2%80%AE/b");
});

test("text without any is the same text", () => {
  for (const text of ["Mozilla/5.0 (X11)", "/api/v1/é", "ключ 🔑 می‌خواهم"]) {
    expect(printable(text)).toBe(text);
    expect(printablePath(text)).toBe(text);
    expect(JSON.parse(printableJson(text))).toBe(text);
  }
});

test("JSON says the same as before", () => {
  expect(JSON.parse(printableJson({ name: MARKS }))).toEqual({ name: MARKS });
});
