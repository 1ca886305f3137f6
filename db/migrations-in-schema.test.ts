import { readMigrationFiles } from "drizzle-orm/migrator";
import { expect, test } from "vitest";
import { earlierSteps } from "./baseline";
import { functionFiles } from "./function-files";
import { statementInSchema } from "./migrations-in-schema";
import { channelOf, isSchemaName, lockOf } from "./schema-name";

const tables = [
  ...readMigrationFiles({ migrationsFolder: "db/migrations" }).flatMap(({ sql }) => sql),
  ...earlierSteps().map(({ sql }) => sql),
];
const statements = [...tables, ...functionFiles().map(({ text }) => text)];

test("migrations carry tables and data: no function, and nothing that calls one", () => {
  const names = functionFiles().map(({ name }) => name);
  const said = new RegExp(
    `\\b(${names.join("|")}|CREATE (OR REPLACE )?(FUNCTION|TRIGGER))\\b`,
    "i",
  );
  expect(tables.flatMap((sql) => said.exec(sql)?.[0] ?? [])).toEqual([]);
});

test("all of it can be moved to another schema, and nothing of it stays behind", () => {
  const moved = statements.map((statement) => statementInSchema(statement, "tenant")).join("\n");
  expect(moved).not.toContain('"public"');
  expect(moved.match(/pg_notify\('[^']+'/g)).toEqual(
    statements.flatMap((each) =>
      (each.match(/pg_notify\(/g) ?? []).map(() => "pg_notify('latchkey_tenant'"),
    ),
  );
  expect(moved).not.toMatch(/advisory_\w+\(72061411\d\d\)/);
});

test("in public it stays as it is written", () => {
  for (const statement of statements) {
    expect(statementInSchema(statement, "public")).toBe(statement);
  }
});

test.each([
  "PERFORM pg_notify('other', '')",
  "PERFORM pg_notify( 'latchkey', '')",
  "SELECT pg_advisory_xact_lock(1, 2)",
  'ALTER TABLE "public".x ADD y int',
  "SELECT * FROM public.plans",
])("what cannot be moved is told: %s", (statement) => {
  expect(() => statementInSchema(statement, "tenant")).toThrow("cannot be moved");
});

test("schemas have channels and locks of their own", () => {
  expect(["public", "a", "b"].map(channelOf)).toEqual(["latchkey", "latchkey_a", "latchkey_b"]);
  const locks = ["public", "a", "b"].map((schema) => lockOf(7, schema));
  expect(locks[0]).toBe(7);
  expect(new Set(locks).size).toBe(3);
  expect(locks.every(Number.isSafeInteger)).toBe(true);
});

test.each(["", "A", "a-b", "pg_a", "a b", 'a"', "drizzle", "a".repeat(41), "1a"])(
  "%j is no name of a schema",
  (name) => expect(isSchemaName(name)).toBe(false),
);
