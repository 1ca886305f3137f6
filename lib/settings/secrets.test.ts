import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EnvError, parseEnv } from "@/lib/env";
import { authSecret } from "./secrets";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const secretIn = (dir: string) =>
  authSecret(parseEnv({ LATCHKEY_DATA_DIR: path.join(folder, dir) }));

test("a secret that was made once is kept", () => {
  expect(secretIn("data")).toMatch(/^[\w-]{43}$/);
  expect(secretIn("data")).toBe(secretIn("data"));
});

test("the data directory is its user's alone from the first moment, and all above that was made", () => {
  secretIn("above/data");
  for (const dir of ["above", "above/data"]) {
    expect(statSync(path.join(folder, dir)).mode & 0o777).toBe(0o700);
  }
});

test("a link in place of the secret is not read", () => {
  writeFileSync(path.join(folder, "known"), "what everybody knows, and long enough");
  mkdirSync(path.join(folder, "data"), { mode: 0o700 });
  symlinkSync(path.join(folder, "known"), path.join(folder, "data", "auth-secret"));
  expect(() => secretIn("data")).toThrow(/^LATCHKEY_DATA_DIR .*ELOOP/);
});

test.each(["file", "file/below"])("a data directory that cannot be one is named: %s", (dir) => {
  writeFileSync(path.join(folder, "file"), "");
  expect(() => secretIn(dir)).toThrow(EnvError);
  expect(() => secretIn(dir)).toThrow(/^LATCHKEY_DATA_DIR takes a directory/);
});
