import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openSql } from "@/db/client";
import { emptyDatabase } from "@/test/database";
import { runCli } from "@/test/cli";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const EMAIL = "ada@example.com";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-cli-backup-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The embedded database of a data directory, or one that is elsewhere. */
type Where = { dataDir: string } | { url: string };

const start = (where: Where, ...args: string[]) =>
  runCli(args, {
    DATABASE_URL: "url" in where ? where.url : "",
    LATCHKEY_DATA_DIR: "dataDir" in where ? where.dataDir : path.join(folder, "unused"),
    NODE_ENV: "test",
  });

async function json(where: Where, ...args: string[]): Promise<Record<string, unknown>[]> {
  const { exitCode, stdout, stderr } = await start(where, ...args, "--json");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** One line on standard error, nothing on standard output. */
async function expectRefusal(where: Where, exitCode: 1 | 2, reason: RegExp, ...args: string[]) {
  const answer = await start(where, ...args);
  expect(answer).toMatchObject({ exitCode, stdout: "" });
  expect(answer.stderr).toMatch(reason);
  expect(answer.stderr).not.toContain("\n");
}

test("from the embedded database into another one, and back into an embedded one", async () => {
  const first = { dataDir: path.join(folder, "first") };
  await json(first, "accounts", "create", "--email", EMAIL, "--plan", "pro");
  await json(first, "seed", "--email", EMAIL, "--keys", "12", "--requests", "2500", "--days", "9");
  const file = path.join(folder, "first.tar.gz");
  const [made] = await json(first, "backup", "create", file);
  expect(made).toEqual({
    file,
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    migration: expect.stringMatching(/^\d{4}_/),
    tables: expect.any(Number),
    rows: expect.any(Number),
    bytes: expect.any(Number),
    notHeardOf: 0,
  });
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const elsewhere = { url: (await emptyDatabase()).url };
  const [restored] = await json(elsewhere, "backup", "restore", file);
  expect(restored).toEqual({
    file,
    at: made!.at,
    tables: made!.tables,
    rows: made!.rows,
    applied: [],
  });
  const again = path.join(folder, "again.tar.gz");
  await json(elsewhere, "backup", "create", again);
  const second = { dataDir: path.join(folder, "second") };
  await json(second, "backup", "restore", again);
  for (const where of [elsewhere, second]) {
    const checks = await json(where, "usage", "check");
    expect(checks.length).toBeGreaterThan(40);
    expect(checks.filter(({ drift }) => drift !== undefined && drift !== 0)).toEqual([]);
    expect(await json(where, "logs", "list", "--email", EMAIL, "--limit", "5000")).toEqual(
      await json(first, "logs", "list", "--email", EMAIL, "--limit", "5000"),
    );
  }

  await expectRefusal(elsewhere, 1, /^the database holds accounts/, "backup", "restore", file);
  await expectRefusal(elsewhere, 1, /is there already/, "backup", "create", file);
  truncateSync(again, 2_000);
  const empty = { url: (await emptyDatabase()).url };
  await expectRefusal(empty, 1, /is damaged|is no backup/, "backup", "restore", again);
  await expectRefusal(empty, 1, /no Latchkey yet/, "backup", "create", `${file}-2`);
  await expectRefusal(empty, 1, /cannot be read: ENOENT/, "backup", "restore", `${file}-3`);
  await expectRefusal(empty, 2, /missing required argument/, "backup", "create");
});

test("one that is stopped, or loses its database, leaves no file and no database that is half there", async () => {
  const source = await emptyDatabase();
  await json(source, "accounts", "create", "--email", EMAIL);
  const sql = openSql({ url: source.url, max: 2, name: "latchkey-test" });
  onTestFinished(() => sql.end({ timeout: 1 }));
  const draft = () => readdirSync(folder).find((name) => name.includes("stopped"));
  const file = path.join(folder, "stopped.tar.gz");

  // Held up by somebody's lock, in the middle.
  await sql.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    await tx`lock table users in access exclusive mode`;
    const making = start(source, "backup", "create", file);
    await expect.poll(draft, { timeout: 60_000 }).toMatch(/^\.stopped.*\.partial$/);
    making.kill("SIGTERM");
    expect(await making).toMatchObject({ signal: "SIGTERM" });
    expect(draft()).toBeUndefined();

    const losing = start(source, "backup", "create", file);
    await expect.poll(draft, { timeout: 60_000 }).toBeDefined();
    let isOver = false;
    void losing.then(() => (isOver = true));
    await expect
      .poll(
        async () => {
          // The one of before still waits in PostgreSQL, which does not look whether its client is there.
          await sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'latchkey-migrate'
              and query ~ '^copy'`;
          return isOver;
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    const lost = await losing;
    expect(lost).toMatchObject({ exitCode: 1, stdout: "" });
    expect(lost.stderr).toMatch(/^\S.*$/);
    expect(draft()).toBeUndefined();
  });
  await json(source, "backup", "create", file);

  const target = await emptyDatabase();
  await json(target, "migrate");
  const other = openSql({ url: target.url, max: 2, name: "latchkey-test" });
  onTestFinished(() => other.end({ timeout: 1 }));
  await other.begin(async (tx) => {
    await tx`set local idle_in_transaction_session_timeout = 0`;
    // What loading waits for: it holds some rows by then.
    await tx`lock table memberships in access share mode`;
    const restoring = start(target, "backup", "restore", file);
    const waits = () => other`
      select pid from pg_stat_activity
      where datname = current_database() and application_name = 'latchkey-migrate'
        and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await waits()).length, { timeout: 60_000 }).toBe(1);
    restoring.kill("SIGKILL");
    await restoring;
  });
  await expect
    .poll(async () => (await other`select from accounts`).length, { timeout: 60_000 })
    .toBe(0);
  expect(existsSync(file)).toBe(true);
  await json(target, "backup", "restore", file);
  expect(await json(target, "accounts", "list")).toMatchObject([{ email: EMAIL }]);
});
