import { expect, test } from "vitest";
import { EnvError, parseEnv } from "@/lib/env";
import { startFailure } from "./start-failure";

const failed = (properties: object) => Object.assign(new Error("what went wrong"), properties);
const DATABASE_URL = "postgres://u:secret@db.test/x";

test.each([
  ["HOST", { HOST: "no.test" }, { code: "ENOTFOUND", syscall: "getaddrinfo", hostname: "no.test" }],
  ["HOST", { HOST: "192.0.2.1" }, { code: "EADDRNOTAVAIL", syscall: "listen" }],
  ["PORT", { PORT: "80" }, { code: "EACCES", syscall: "listen" }],
  ["PORT", {}, { code: "EADDRINUSE", syscall: "listen" }],
  [
    "LATCHKEY_HEALTH_PORT",
    { LATCHKEY_HEALTH_PORT: "9100" },
    { code: "EADDRINUSE", syscall: "listen", port: 9100 },
  ],
  [
    "LATCHKEY_HEALTH_PORT",
    { LATCHKEY_HEALTH_PORT: "90" },
    { code: "EACCES", syscall: "listen", port: 90 },
  ],
  ["PORT", { LATCHKEY_HEALTH_PORT: "9100" }, { code: "EADDRINUSE", syscall: "listen", port: 3000 }],
  ["LATCHKEY_DATA_DIR", { DATABASE_URL }, { code: "ENOSPC", syscall: "write" }],
  [
    "LATCHKEY_DATA_DIR",
    { DATABASE_URL, LATCHKEY_DATA_DIR: "/data" },
    { code: "EROFS", syscall: "mkdir", path: "/data/journal" },
  ],
  ["LATCHKEY_DATA_DIR", { DATABASE_URL }, { name: "UnknownJournal" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "ECONNREFUSED", syscall: "connect" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "ENOTFOUND", hostname: "db.test" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "EHOSTUNREACH", syscall: "connect" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "EACCES", syscall: "connect" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "ENOTDIR", syscall: "connect" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "CONNECTION_DESTROYED" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "57P03" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "55000", severity: "FATAL" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "28P01" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "3D000" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "42501" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "42704" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "3F000" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "SELF_SIGNED_CERT_IN_CHAIN" }],
  ["DATABASE_URL", { DATABASE_URL }, { name: "UnfitDatabase" }],
  ["DATABASE_URL", { DATABASE_URL }, { name: "WrongSchema" }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "42P01" }],
  ["DATABASE_URL", { DATABASE_URL }, { cause: failed({ code: "42703" }) }],
  ["DATABASE_URL", { DATABASE_URL }, { code: "42883" }],
  ["LATCHKEY_DATA_DIR", {}, { code: "42P01" }],
  ["LATCHKEY_DATA_DIR", {}, { name: "WrongSchema" }],
  ["LATCHKEY_DATA_DIR", {}, { name: "UnfitDatabase" }],
  ["DATABASE_URL", { DATABASE_URL }, { cause: failed({ cause: failed({ code: "42501" }) }) }],
])("the line names %s and holds no password", (name, source, properties) => {
  const line = startFailure(failed(properties), parseEnv(source));
  expect(line).toMatch(new RegExp(`^${name} .+$`));
  expect(line).not.toContain("secret");
});

test("a pooler that refuses what a connection says is named as one", () => {
  const refused = Object.assign(new Error("unsupported startup parameter: intervalstyle"), {
    code: "08P01",
  });
  expect(startFailure(refused, parseEnv({ DATABASE_URL }))).toMatch(
    /pooler .*\(intervalstyle\).*ignore_startup_parameters = .*intervalstyle,.*,search_path,statement_timeout/,
  );
});

test("a variable's own message is the line", () => {
  expect(startFailure(new EnvError("PORT takes a port"), parseEnv({}))).toBe("PORT takes a port");
});

test("what the operator cannot mend is left to the log", () => {
  expect(startFailure(failed({ code: "42601" }), parseEnv({ DATABASE_URL }))).toBeNull();
  expect(startFailure(failed({ code: "ECONNREFUSED" }), parseEnv({}))).toBeNull();
  const elsewhere = failed({ code: "EACCES", syscall: "open", path: "/etc/elsewhere" });
  expect(startFailure(elsewhere, parseEnv({}))).toBeNull();
});
