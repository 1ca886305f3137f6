import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connectionOptions } from "./connection-options";

test.each([
  [
    "postgres://u:p@db.example:6000/x",
    { host: "db.example", port: 6000, database: "x", user: "u", password: "p" },
  ],
  ["postgresql://db.example", { host: "db.example", port: 5432, database: "postgres" }],
  ["postgres://u@[2001:db8::1]:5433/x", { host: "2001:db8::1", port: 5433, user: "u" }],
  ["postgres://u:a%25b%40c%2F@h/x", { password: "a%b@c/" }],
  [
    "postgres://h/x?user=u&password=p%25&port=7000&dbname=y",
    { user: "u", password: "p%", port: 7000, database: "y" },
  ],
  [
    "postgres:///x?host=/var/run/postgresql",
    { path: "/var/run/postgresql/.s.PGSQL.5432", ssl: false, database: "x" },
  ],
  [
    "postgres://u@%2Fvar%2Frun%2Fpostgresql/x?sslmode=require",
    { path: "/var/run/postgresql/.s.PGSQL.5432", ssl: false },
  ],
  ["postgres://h/x?host=/tmp&port=6001", { path: "/tmp/.s.PGSQL.6001" }],
  [
    "postgres://h/x?sslmode=require&application_name=a&channel_binding=prefer",
    { ssl: "require", settings: {} },
  ],
  ["postgres://u:p@/x?host=/run/pg", { path: "/run/pg/.s.PGSQL.5432", user: "u", password: "p" }],
  ["postgres://u@:6001/x", { host: "localhost", port: 6001 }],
  ["postgres://h/x?schema=tenant", { schema: "tenant", settings: {} }],
  ["postgres://h/x", { schema: "public" }],
  ["postgres://h/x?sslmode=disable&jit=off", { ssl: false, settings: { jit: "off" } }],
  ["postgres://h/x?sslmode=verify-full", { ssl: { rejectUnauthorized: true } }],
  ["postgres://h/x?sslrootcert=system", { ssl: { rejectUnauthorized: true } }],
])("%s", (url, options) => {
  expect(connectionOptions(url)).toMatchObject(options);
});

test("a root certificate is read, and believed alone", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-ca-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ca = path.join(folder, "ca.pem");
  writeFileSync(ca, "a certificate");
  const of = (mode: string) =>
    connectionOptions(`postgres://h/x?sslmode=${mode}&sslrootcert=${ca}`).ssl;
  // As libpq: `require` beside a root certificate is verify-ca.
  for (const mode of ["verify-full", "verify-ca", "require"]) {
    expect(of(mode)).toMatchObject({ ca: "a certificate", rejectUnauthorized: true });
  }
});

test.each([
  ["postgres://u:100%@h/x", /%25/],
  ["postgres://u:p@h/x?sslmode=yes", /an sslmode of disable/],
  ["postgres://u:p@h/x?schema=Tenant", /takes a schema of .*lower-case/],
  ["postgres://u:p@h/x?search_path=tenant", /takes \?schema= where it says \?search_path=/],
  ["postgres://u:p@h/x?currentSchema=tenant", /takes \?schema=/],
  [
    "postgres://h/x?sslmode=verify-full&sslrootcert=/nowhere/ca.pem",
    /sslrootcert .*ENOENT.*\/nowhere\/ca.pem/,
  ],
])("%s is told in words, without the password", (url, words) => {
  expect(() => connectionOptions(url)).toThrow(words);
  expect(() => connectionOptions(url)).not.toThrow(/100%/);
});
