import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EnvError, parseEnv } from "./env";
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

test.each(["file", "file/below"])("a data directory that cannot be one is named: %s", (dir) => {
  writeFileSync(path.join(folder, "file"), "");
  expect(() => secretIn(dir)).toThrow(EnvError);
  expect(() => secretIn(dir)).toThrow(/^LATCHKEY_DATA_DIR takes a directory/);
});
