import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { asc } from "drizzle-orm";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { requestLogs } from "@/db/schema/requests";
import { makeAccount } from "@/test/account";
import { ownDatabase } from "@/test/database";
import { makeKey } from "@/test/key";
import { type AppCopy, copyApp } from "./app-copy";
import { readmeCode } from "./readme-code";

/*
 * What README.md shows under "Put your API behind it", typed into a copy of the app as it stands there.
 * The tests go on where the one before has left the copy.
 */

const MINUTE_MS = 60_000;
const TABLE = "lib/endpoints.ts";

let app: AppCopy;
/** The file of the handler, from the comment in its first line. */
let file: string;
let handler: string;
let row: string;
let rowWithPost: string;
/** What a build says without the row. */
let faultShown: string;

beforeAll(async () => {
  app = await copyApp();
  const blocks = await readmeCode("Put your API behind it");
  const typescript = blocks.filter(({ language }) => language === "ts").map(({ code }) => code);
  expect(typescript).toHaveLength(3);
  [handler, row, rowWithPost] = typescript as [string, string, string];
  file = /^\/\/ (\S+)\n/.exec(handler)![1]!;
  faultShown = blocks.find(({ language }) => language === "")!.code;
});

afterAll(() => app?.remove());

test(
  "without the row, the build stops with the line that the README shows",
  async () => {
    await app.write(file, handler);
    const { exitCode, stderr } = await app.run("npm", ["run", "--silent", "build"]);
    expect(stderr).toBe(faultShown.trimEnd());
    expect(exitCode).toBe(1);
  },
  MINUTE_MS,
);

test(
  "handler and row as the README shows them compile, and no other test of ours minds them",
  async () => {
    await app.replace(TABLE, "const ROWS = {\n", `const ROWS = {\n  ${row}`);
    await app.write(
      "tsconfig.typed.json",
      JSON.stringify({
        extends: "./tsconfig.json",
        compilerOptions: { incremental: false },
        include: ["app/api/v1/**/*.ts"],
      }),
    );
    for (const [program, ...args] of [
      ["tsc", "--noEmit", "--project", "tsconfig.typed.json"],
      ["vitest", "run", "--project=unit", "lib/endpoints.test.ts", "lib/openapi/openapi.test.ts"],
    ]) {
      const { exitCode, all } = await app.run(program!, args);
      expect(exitCode, all).toBe(0);
    }
  },
  MINUTE_MS,
);

test(
  "they build, start, answer a key, and cost what the row says",
  async () => {
    const build = await app.run("npm", ["run", "build"]);
    expect(build.exitCode, build.all).toBe(0);

    const database = await ownDatabase();
    onTestFinished(() => database.remove());
    const { accountId } = await makeAccount(database.db, { cleanup: false });
    const key = await makeKey({ db: database.db, accountId }, { alias: "typed in" });
    const server = await start(database.url);

    const url = `${server.url}/api/v1/report`;
    const headers = { "X-API-Key": key.secret };
    const got = await fetch(url, { headers });
    expect(got.status).toBe(200);
    expect(await got.json()).toEqual({ for: "Test account", askedWith: "typed in" });
    expect((await fetch(url, { headers, method: "HEAD" })).status).toBe(200);
    const posted = await fetch(url, { headers, method: "POST" });
    expect(posted.status).toBe(405);
    expect(posted.headers.get("Allow")).toBe("GET, HEAD");
    expect((await fetch(url)).status).toBe(401);
    await server.end();

    const { method, path: asked, status, credits } = requestLogs;
    const rows = await database.db
      .select({ method, path: asked, status, credits })
      .from(requestLogs)
      .orderBy(asc(requestLogs.id));
    expect(rows).toEqual([
      { method: "GET", path: "/api/v1/report", status: 200, credits: 5 },
      { method: "HEAD", path: "/api/v1/report", status: 200, credits: 5 },
      { method: "POST", path: "/api/v1/report", status: 405, credits: 0 },
    ]);
  },
  2 * MINUTE_MS,
);

test("POST is served once it is exported and named, as the README says", async () => {
  const check = () => app.run("node", ["--import", "tsx", "scripts/check-endpoints.ts"]);
  const post = 'export const POST = withApiKey("/api/v1/report", () => new Response());\n';
  await app.write(file, handler + post);
  expect((await check()).exitCode).toBe(1);
  await app.replace(TABLE, row, rowWithPost);
  expect(await check()).toMatchObject({ exitCode: 0, all: "" });
});

/** `npm start` without npm between, so that the signal at the end reaches the server. */
async function start(databaseUrl: string): Promise<{ url: string; end(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), "latchkey-readme-"));
  const server = app.run("node", ["scripts/start.mjs"], {
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    PORT: "0",
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: "a secret for this test only, long enough",
    LATCHKEY_DATA_DIR: dataDir,
  });
  const end = async () => {
    server.kill("SIGTERM");
    const { exitCode, all } = await server;
    await rm(dataDir, { recursive: true, force: true });
    expect(exitCode, all).toBe(0);
  };
  onTestFinished(end);
  const url = await new Promise<string>((resolve, reject) => {
    let printed = "";
    server.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      const ready = /^Latchkey is ready on (http:\S+)$/m.exec(printed);
      if (ready) resolve(ready[1]!);
    });
    void server.then(({ all }) => reject(new Error(`the server did not start:\n${all}`)));
  });
  return { url, end };
}
