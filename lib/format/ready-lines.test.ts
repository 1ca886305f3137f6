import { expect, test } from "vitest";
import { readyLines } from "./ready-lines";

const SECRET = `lk_${"aB3".repeat(15)}Z`;
const lines = readyLines(SECRET, "https://api.example.com");

test("the lines come in four forms, each with the key filled in", () => {
  expect(lines.map(({ name }) => name)).toEqual([".env", "curl", "TypeScript", "Python"]);
  for (const { code } of lines) expect(code).toContain(SECRET);
});

test("the key is sent in a header and is never part of an address", () => {
  for (const { code } of lines) {
    for (const [address] of code.matchAll(/https?:\/\/[^\s"']+/g)) {
      expect(address).toBe("https://api.example.com/api/v1/echo");
    }
  }
});
