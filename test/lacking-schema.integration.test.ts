import { execa } from "execa";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "./cli";
import { ownDatabase } from "./database";
import { ROOT } from "./root";

/** A migrated database of which somebody has dropped a part. */
async function lacking(drop: string): Promise<string> {
  const own = await ownDatabase();
  onTestFinished(() => own.remove());
  await own.db.$client.unsafe(drop);
  return own.url;
}

/** Starts the front door as `npm start` does, until it ends. */
async function start(url: string, ...args: string[]) {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "latchkey-lacking-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const env = {
    ...{ DATABASE_URL: url, LATCHKEY_DATA_DIR: dataDir, PORT: "0", HOST: "127.0.0.1" },
    ...{ AUTH_SECRET: "s".repeat(40), NODE_ENV: "test" },
  };
  const { exitCode, stdout, stderr } = await execa(
    "node",
    ["--import", "tsx", "server.ts", ...args],
    {
      ...{ cwd: ROOT, env, reject: false },
    },
  );
  expect(stdout).not.toContain("could not start");
  // An app that is not built says so before.
  return { exitCode, stderr: stderr.split("\n").at(-1) };
}

const LACKS =
  /^DATABASE_URL leads to a database that lacks a part of .*: (relation|column) .* does not exist$/;

test.each([
  ["instances", "drop table instances cascade"],
  ["runs", "drop table runs cascade"],
  ["a column of instances", "alter table instances drop column heartbeat_at cascade"],
])("a start on a database without %s ends with one line", async (_what, drop) => {
  const url = await lacking(drop);
  for (const args of [[], ["--no-migrate"]]) {
    const { exitCode, stderr } = await start(url, ...args);
    expect(stderr).toMatch(LACKS);
    expect(exitCode).toBe(1);
  }
});

test("a function that was dropped is made again, or its absence told where nothing may change", async () => {
  const url = await lacking("drop function latchkey_window_used cascade");
  const { exitCode, stderr } = await start(url, "--no-migrate");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^DATABASE_URL has 1 SQL function .*\(the first is latchkey_window_used\): run .*$/,
    ),
  });
  const call = () => runCli(["migrate", "--json"], { DATABASE_URL: url, NODE_ENV: "test" });
  expect(JSON.parse((await call()).stdout)).toMatchObject({ applied: ["functions"] });
  expect(JSON.parse((await call()).stdout)).toMatchObject({ applied: [] });
});

test("a call of the command line says in one line what is not there", async () => {
  const url = await lacking("drop table operator_tokens cascade");
  const { exitCode, stdout, stderr } = await runCli(["tokens", "list"], {
    ...{ DATABASE_URL: url, NODE_ENV: "test" },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toMatch(LACKS);
});
