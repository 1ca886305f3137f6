import { expect, test } from "vitest";
import lock from "./functions/edition.json" with { type: "json" };
import { functionFiles, sha256OfAll } from "./function-files";

const files = functionFiles();

test.each(files)("$name.sql has one function of its name, and triggers that run it", (file) => {
  const made = [...file.text.matchAll(/\bCREATE\b.*?\b(FUNCTION|TRIGGER) (\w+)/g)];
  expect(made.filter(([, what]) => what === "FUNCTION").map(([, , name]) => name)).toEqual([
    file.name,
  ]);
  // So it can be applied again, and in place.
  for (const [all] of made) expect(all).toMatch(/^CREATE OR REPLACE (FUNCTION|TRIGGER) /);
  const run = [...file.text.matchAll(/\bEXECUTE FUNCTION (\w+)/g)].map(([, name]) => name);
  expect(run).toEqual(made.slice(1).map(() => file.name));
  // It begins with what it is for.
  expect(file.text).toMatch(/^-- \S/);
});

test("a change of a function is counted: run `npm run db:schema`", () => {
  expect(sha256OfAll(files)).toBe(lock.sha256);
});
