import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Authority } from "@/test/certificates";
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
  ["postgres://h/x?target_session_attrs=primary", { target_session_attrs: "primary" }],
])("%s", (url, options) => {
  expect(connectionOptions(url)).toMatchObject(options);
});

/** A file in a folder of its own. */
function fileWith(text: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-ca-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, "ca.pem");
  writeFileSync(file, text);
  return file;
}

test("a root certificate is read, and believed alone", () => {
  const authority = new Authority("ours");
  onTestFinished(() => authority.remove());
  const ca = authority.certificateFile;
  const of = (mode: string) =>
    connectionOptions(`postgres://h/x?sslmode=${mode}&sslrootcert=${ca}`).ssl;
  // As libpq: `require` beside a root certificate is verify-ca.
  for (const mode of ["verify-full", "verify-ca", "require"]) {
    expect(of(mode)).toMatchObject({
      ca: expect.stringContaining("BEGIN CERTIFICATE"),
      rejectUnauthorized: true,
    });
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
  ["postgres://u:p@h/x?port=abc", /takes a port from 1 to 65535, not abc/],
  ["postgres://u:p@h/x?port=99999", /takes a port .*, not 99999/],
  ["postgres://u:p@h:0/x", /takes a port .*, not 0/],
  ["postgres://u:p@h/x?target_session_attrs=best", /target_session_attrs of any, .*, not best/],
])("%s is told in words, without the password", (url, words) => {
  expect(() => connectionOptions(url)).toThrow(words);
  expect(() => connectionOptions(url)).not.toThrow(/100%/);
});

test("target_session_attrs=any is what holds without it", () => {
  expect(connectionOptions("postgres://h/x?target_session_attrs=any")).not.toHaveProperty(
    "target_session_attrs",
  );
});

test.each(["", "no certificate"])(
  "a file without a certificate (%j) is told, and nobody else is believed instead",
  (text) => {
    const file = fileWith(text);
    const of = (parameters: string) => () => connectionOptions(`postgres://h/x?${parameters}`);
    expect(of(`sslmode=verify-full&sslrootcert=${file}`)).toThrow(/certificate .*in sslrootcert/);
    if (text === "") return;
    expect(of(`sslmode=require&sslcert=${file}`)).toThrow(/takes a certificate in sslcert/);
    expect(of(`sslmode=require&sslkey=${file}`)).toThrow(/its key in sslkey/);
  },
);
