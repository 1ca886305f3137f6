import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ipBlocks } from "@/db/schema/operations";
import { env } from "@/lib/env";
import { SERVICE_TOKEN, startUpstream } from "../http/front-door";
import { call } from "../http/call";
import { cliFile } from "../cli";
import { type Managed, startManaged } from "../manage/start";
import { LINES, type Line, type Prepared, type World } from "./command-lines";
import { type ShellCommand, shownCommands } from "./shell-commands";

/*
 * Every call of curl and of the command line that README.md, the documents and the pages show, typed into a shell against
 * a server and a database. What stands for a value is given one, and what a line takes for granted is made: both are
 * listed in command-lines.ts, as are the lines that cannot be run here.
 */

/** On one line, so that a list can name it. */
const onOneLine = (command: string) => command.replaceAll(/\s*\\\n\s*/g, " ");

const commands = shownCommands();
const isListed = ({ command }: ShellCommand) => LINES.notHere.has(onOneLine(command));

let managed: Managed;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let folder: string;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = (request, response) => {
    response.statusCode = request.url === "/api/v1/broken" ? 500 : 200;
    response.end();
  };
  managed = await startManaged({ service: { origin: upstream.origin } });
  Object.assign(env(), { LATCHKEY_PORTAL_RETURN_ORIGINS: ["https://app.example.com"] });
  folder = await mkdtemp(path.join(os.tmpdir(), "latchkey-commands-"));
  await makePrograms(path.join(folder, "bin"));
});
afterAll(async () => {
  await managed.door.stop();
  await upstream.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What the lines call: the command line as it is bundled for tests, and a curl that fails where it is told an error. */
async function makePrograms(bin: string): Promise<void> {
  await mkdir(bin);
  const { stdout: curl } = await execa("bash", ["-c", "command -v curl"]);
  const programs = {
    npm: `[ "$1 $2 $3 $4" = "run -s cli --" ] || exit 97
shift 4
exec '${process.execPath}' '${cliFile()}' "$@"`,
    curl: `exec '${curl}' --fail-with-body --max-time 20 "$@"`,
  };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(path.join(bin, name), `#!/bin/bash\n${script}\n`);
    await chmod(path.join(bin, name), 0o755);
  }
}

/** What a line finds: a folder of its own, and whatever its preparations make. */
async function worldOf(line: number): Promise<World> {
  const { door } = managed;
  const cwd = path.join(folder, `line-${line}`);
  await mkdir(path.join(cwd, "backups"), { recursive: true });
  const account = await door.freshKey({ alias: "first" });
  return {
    db: door.db,
    databaseUrl: door.databaseUrl,
    cwd,
    account: account.account,
    key: account,
    async block(ip) {
      const until = new Date(Date.now() + 3_600_000);
      await door.db.insert(ipBlocks).values({ ip, until, failures: 20 }).onConflictDoNothing();
    },
    manage: (method, at, body) => managed.ask(method, at, { body }),
    ask: (at) => call(door.port, { path: at, headers: { "X-API-Key": account.secret } }),
    type: (command) => type(cwd, command, {}),
  };
}

/** Has a shell run a line. */
function type(cwd: string, command: string, { env: more = {}, stdin = "" }: Prepared) {
  const { door } = managed;
  return execa("bash", ["-o", "pipefail", "-c", command], {
    cwd,
    input: stdin,
    reject: false,
    all: true,
    env: {
      PATH: `${path.join(folder, "bin")}:${process.env.PATH}`,
      DATABASE_URL: door.databaseUrl,
      LATCHKEY_DATA_DIR: cwd,
      AUTH_SECRET: "a secret for tests only, long enough",
      LATCHKEY_SERVICE_TOKEN: SERVICE_TOKEN,
      ORIGIN: door.origin,
      TOKEN: managed.secret,
      ...more,
    },
  });
}

test("what is listed is shown somewhere", () => {
  const shown = new Set(commands.map(({ command }) => onOneLine(command)));
  expect([...LINES.notHere.keys()].filter((line) => !shown.has(line))).toEqual([]);
  const isUsed = ({ of }: Line) => commands.some(({ command }) => of.test(command));
  expect(LINES.prepared.filter((line) => !isUsed(line))).toEqual([]);
  const all = [...shown].join("\n");
  expect(LINES.origins.filter((origin) => !all.includes(origin))).toEqual([]);
});

test.each(commands.filter((command) => !isListed(command)).map((each, n) => ({ ...each, n })))(
  "$where: $command",
  async ({ command, n }) => {
    await managed.door.engine.writer.drain();
    const world = await worldOf(n);
    const prepared: Prepared = { env: {}, stdin: "", values: {} };
    for (const line of LINES.prepared.filter(({ of }) => of.test(command))) {
      const { env: more, stdin, values } = await line.prepare(world);
      Object.assign(prepared.env!, more);
      Object.assign(prepared.values!, values);
      prepared.stdin += stdin ?? "";
    }
    const values = {
      ...Object.fromEntries(LINES.origins.map((origin) => [origin, managed.door.origin])),
      "/var/backups/": "backups/",
      ...prepared.values,
    };
    let typed = command;
    for (const [placeholder, value] of Object.entries(values)) {
      typed = typed.replaceAll(placeholder, value);
    }
    const keys = { LATCHKEY_KEY: world.key.secret, ACCOUNT: world.account.accountId };
    const { exitCode, all } = await type(world.cwd, typed, {
      env: { ...keys, ...prepared.env },
      stdin: prepared.stdin,
    });
    expect(exitCode, `${typed}\n${all}`).toBe(0);
  },
);
