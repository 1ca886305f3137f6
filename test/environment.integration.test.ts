import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbeddedPostgres } from "@/db/embedded";
import { ROOT } from "./root";

const TSX = path.join(ROOT, "node_modules/tsx/dist/loader.mjs");

/** A working directory as an operator has one. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-cwd-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

/** Runs a command of package.json as it stands there, with only these variables. */
const run = (args: string[], env: Record<string, string> = {}) =>
  execa(process.execPath, ["--import", TSX, ...args.map((arg) => arg.replace(/^@/, `${ROOT}/`))], {
    cwd: folder,
    extendEnv: false,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      TSX_TSCONFIG_PATH: path.join(ROOT, "tsconfig.json"),
      ...env,
    },
    reject: false,
    timeout: 60_000,
  });

/** With what each of them ends where a variable makes no sense. */
const COMMANDS: Array<[name: string, args: string[], exitCode: number]> = [
  ["start", ["@server.ts"], 1],
  ["dev", ["@server.ts", "--dev"], 1],
  ["demo", ["@scripts/demo.ts"], 1],
  ["cli", ["@cli/main.ts", "accounts", "list"], 2],
];

test.each(COMMANDS)(
  "%s reads .env in the working directory, and what is set wins",
  async (_, args, code) => {
    write(".env", "LATCHKEY_IP_BLOCK=of .env\nLATCHKEY_LOG_RETENTION_DAYS=of .env\n");
    const { exitCode, stderr } = await run(args, { LATCHKEY_IP_BLOCK: "off" });
    expect(stderr).toMatch(/^(error: )?LATCHKEY_LOG_RETENTION_DAYS takes a whole number[^\n]*$/);
    expect(exitCode).toBe(code);
  },
);

test.each(COMMANDS)(
  "%s takes a secret from a file, and refuses a weak one",
  async (_, args, code) => {
    write("secret", "too short\n");
    const { exitCode, stderr } = await run(args, { AUTH_SECRET_FILE: path.join(folder, "secret") });
    expect(stderr).toMatch(/^(error: )?AUTH_SECRET takes at least 32 characters[^\n]*$/);
    expect(exitCode).toBe(code);
  },
);

test.each(["--nomigrate", "--no-migrate=1", "migrate"])(
  "a start that is told %s, which nobody knows, does nothing",
  async (argument) => {
    const { exitCode, stderr } = await run(["@server.ts", argument]);
    expect([exitCode, stderr]).toEqual([
      2,
      `${argument} is not known here: a start takes --no-migrate, or nothing`,
    ]);
    expect(existsSync(path.join(folder, ".latchkey"))).toBe(false);
  },
);

test("the command line reaches the database that a file names", async () => {
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, "data") });
  try {
    write("url", `${postgres.url}\n`);
    write(".env", "DATABASE_URL_FILE=url\n");
    const { exitCode, stdout } = await run(["@cli/main.ts", "plans", "list", "--json"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"free"');
    // Else it would have made a database of its own.
    expect(existsSync(path.join(folder, ".latchkey"))).toBe(false);
  } finally {
    await postgres.stop();
  }
});

test("a variable that nobody knows is a warning at the start, with the name that it is most like", async () => {
  const { stderr } = await run(["@server.ts"], {
    LATCHKEY_UPSTRAEM: "http://127.0.0.1:1",
    LATCHKEY_SCREENSHOTS: "1",
    // Nothing listens there: the start ends after its warnings.
    DATABASE_URL: "postgres://127.0.0.1:1/none",
    AUTH_SECRET: "a secret for tests only, long enough",
    PORT: "0",
  });
  const warnings = stderr.split("\n").filter((line) => line.includes('"variable"'));
  expect(warnings.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, variable: "LATCHKEY_UPSTRAEM", nearest: "LATCHKEY_UPSTREAM" },
  ]);
});
