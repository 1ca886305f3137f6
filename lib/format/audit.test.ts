import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { AUDIT_ACTIONS, AUDIT_KINDS, auditKind, auditWords, changedFields } from "./audit";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A noun and a verb in quotation marks, as nothing else in the sources is written. */
const ACTION =
  /["'](?:account|budget|credit|invitation|ip|key|member|operator|plan|session|token|user)\.[a-z_]+["']/g;

/** Every action that the sources write into a trail, in TypeScript or in SQL. */
function writtenActions(): string[] {
  const written = new Set<string>();
  for (const folder of ["lib", "db", "cli"]) {
    for (const name of readdirSync(path.join(ROOT, folder), {
      recursive: true,
      encoding: "utf8",
    })) {
      const file = path.join(ROOT, folder, name);
      if (!/\.(ts|sql)$/.test(name) || /\.test\.ts$/.test(name) || isHere(file)) continue;
      for (const [quoted] of readFileSync(file, "utf8").matchAll(ACTION)) {
        written.add(quoted.slice(1, -1));
      }
    }
  }
  return [...written].sort();
}

const isHere = (file: string) => file === path.join(ROOT, "lib", "format", "audit.ts");

test("everything that is written into a trail has words", () => {
  const written = writtenActions();
  // What is found by its form alone: in a ternary, in an object, in SQL.
  expect(written).toEqual(
    expect.arrayContaining(["key.create", "user.code_failed", "session.begin", "ip.block"]),
  );
  expect(written.filter((action) => auditWords(action) === action)).toEqual([]);
});

test("a change says each field as it was and as it is, moments in the reader's zone", () => {
  const before = { quotaDaily: null, expiresAt: "2030-01-31T22:59:59.000Z", alias: "web" };
  const after = { quotaDaily: 5000, expiresAt: null, alias: "web-prod" };
  expect(changedFields(before, after, "Europe/Berlin")).toEqual([
    { field: "daily", before: "none", after: "5,000" },
    { field: "expiry", before: "2030-01-31 23:59:59 GMT+1", after: "none" },
    { field: "alias", before: "web", after: "web-prod" },
  ]);
});

test("what is new says what was set, and nothing that only a machine reads", () => {
  const after = { alias: "shared", quotaDaily: null, replacesId: "0199…", budget: "shared" };
  expect(changedFields(null, after, "UTC")).toEqual([
    { field: "alias", before: null, after: "shared" },
    { field: "quotas", before: null, after: "on one budget with the old key" },
  ]);
  expect(changedFields({ active: true }, { active: false }, "UTC")).toEqual([]);
});

test("every action is of one kind, and every kind has some", () => {
  const kinds = AUDIT_ACTIONS.map(auditKind);
  expect(new Set(kinds)).toEqual(new Set(AUDIT_KINDS));
  expect(auditKind("key.rotate")).toBe("keys");
  expect(auditKind("account.import")).toBe("keys");
  expect(auditKind("user.sign_in_failed")).toBe("sign-ins");
  expect(auditKind("user.password")).toBe("people");
  expect(auditKind("ip.unblock")).toBe("account");
});

test("of what is gone it is said what it was", () => {
  expect(changedFields({ alias: "old", quotaDaily: null }, null, "UTC")).toEqual([
    { field: "alias", before: null, after: "old" },
  ]);
});
