import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EnvError } from "@/lib/env";
import { addDotEnv, readFiles, type Variables } from "./sources";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-env-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
};

test(".env adds what is not set; what is set wins, be it with nothing", () => {
  file(".env", '# ours\nPORT=4000\nHOST="::1"\nDATABASE_URL=postgres://h/d\nAUTH_SECRET=one\n');
  const variables: Variables = { PORT: "5000", DATABASE_URL: "", AUTH_SECRET_FILE: "/run/secret" };
  addDotEnv(variables, folder);
  expect(variables).toEqual({
    PORT: "5000",
    DATABASE_URL: "",
    AUTH_SECRET_FILE: "/run/secret",
    HOST: "::1",
  });
});

test("a value that is set wins over a file that .env names", () => {
  file(".env", "AUTH_SECRET_FILE=/run/secret\n");
  const variables: Variables = { AUTH_SECRET: "set" };
  addDotEnv(variables, folder);
  expect(variables).toEqual({ AUTH_SECRET: "set" });
});

test("without .env nothing is added; one that cannot be read is told", () => {
  const variables: Variables = { PORT: "1" };
  addDotEnv(variables, folder);
  expect(variables).toEqual({ PORT: "1" });
  mkdirSync(path.join(folder, ".env"));
  expect(() => addDotEnv(variables, folder)).toThrow(EnvError);
});

test("a file gives the value, without the end of its line", () => {
  const variables: Variables = {
    AUTH_SECRET_FILE: file("a", " a secret with spaces \n"),
    DATABASE_URL: "",
    DATABASE_URL_FILE: file("b", "postgres://h/d\r\n"),
    OTHER_FILE: file("c", "not ours"),
    SMTP_URL_FILE: "",
  };
  const other = variables.OTHER_FILE;
  readFiles(variables, ["AUTH_SECRET", "DATABASE_URL", "SMTP_URL", "REDIS_URL"]);
  expect(variables).toEqual({
    AUTH_SECRET: " a secret with spaces ",
    DATABASE_URL: "postgres://h/d",
    OTHER_FILE: other,
    SMTP_URL_FILE: "",
  });
});

test.each([
  ["one that is missing", () => ({ AUTH_SECRET_FILE: path.join(folder, "nowhere") })],
  ["a folder", () => ({ AUTH_SECRET_FILE: folder })],
  ["an empty one", () => ({ AUTH_SECRET_FILE: file("a", "\n") })],
  ["one beside a value", () => ({ AUTH_SECRET: "x", AUTH_SECRET_FILE: file("a", "y") })],
])("%s stops the start in one line that names the variable", (_, variables) => {
  const read = () => readFiles(variables(), ["AUTH_SECRET"]);
  expect(read).toThrow(EnvError);
  expect(read).toThrow(/^AUTH_SECRET_FILE (takes|is set beside) [^\n]+$/);
});
