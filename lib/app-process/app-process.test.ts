import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "@/test/http/call";
import { isAlive } from "@/test/processes/process-table";
import { AppProcess } from "./app-process";
import type { Question } from "./messages";
import { socketPaths } from "./sockets";

/*
 * The front door's side of the app's life, with apps of a few lines. With Next.js and under load it is shown in
 * test/processes.
 */

/** An app that listens, says that it is up, and does `more`. It tells its pid as its memory. */
const app = (more = "") => `
  const { LATCHKEY_APP_SOCKET: socket, LATCHKEY_APP_TOKEN: token } = process.env;
  const databaseWaits = { waiting: 0, longestForMs: 0, waits: 0, waitedMs: 0 };
  const rest = { eventLoopDelayP99Ms: 1, databaseWaits, failedSignIns: 0 };
  const beat = (residentBytes) =>
    process.send({ type: "beat", vitals: { ...rest, residentBytes } });
  const ask = (keyId) =>
    process.send({ type: "question", id: "1", question: { about: "rows", whose: { keyId } } });
  let end = () => process.exit(0);
  process.on("message", (said) => { if (said.type === "end") end(); });
  const { createServer } = require("node:net");
  for (const more of ${JSON.stringify(socketPaths("").slice(1))}) createServer().listen(socket + more);
  createServer().listen(socket, () => {
    process.send({ type: "ready" });
    beat(process.pid);
    ${more}
  });
`;

/** Starts an app, which ends with its test. */
function start(script: string, answer: (question: Question) => Promise<string> = async () => "") {
  const logged: Array<Record<string, unknown>> = [];
  const note = (fields: object, msg: string) => void logged.push({ ...fields, msg });
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-notes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const started = new AppProcess({
    args: ["-e", script],
    env: process.env,
    isDev: false,
    notes: { folder, programs: ["-e"] },
    answer,
    onPressure: () => {},
    log: { info: note, warn: note, error: note },
  });
  onTestFinished(() => started.end());
  started.start();
  return { app: started, logged };
}

/** The pid of an app that is up; waits for it. */
async function pidOf(of: AppProcess): Promise<number> {
  await eventually(() => of.state === "up" && of.lastVitals !== null, 10_000);
  return of.lastVitals!.residentBytes;
}

const isGone = async (pid: number) => !(await isAlive(pid));

test("an app that has ended is started again, with the same token and a socket of its own", async () => {
  const said: string[] = [];
  const { app: watched } = start(app("ask(`${token} ${socket}`);"), async ({ ...question }) => {
    if ("whose" in question && "keyId" in question.whose) said.push(question.whose.keyId);
    return "";
  });
  process.kill(await pidOf(watched), "SIGKILL");
  await eventually(() => watched.restarts === 1);
  await pidOf(watched);
  await eventually(() => said.length === 2);
  const [first, second] = said.map((line) => line.split(" "));
  expect([first![0], second![0]]).toEqual([watched.token, watched.token]);
  expect(second![1]).not.toBe(first![1]);
  expect(watched.socketPath).toBe(second![1]);
  expect(existsSync(path.dirname(first![1]!))).toBe(false);
});

test("a question is answered, and one that cannot be ends nothing", async () => {
  const asks = `
    ask("first");
    process.on("message", (said) => { if (said.type === "answer") { beat(Number(said.value)); ask("second"); } });
  `;
  let asked = 0;
  const { app: watched, logged } = start(app(asks), async () => {
    if (++asked > 1) throw new Error("no answer");
    return "12345";
  });
  await eventually(() => watched.lastVitals?.residentBytes === 12_345, 10_000);
  await eventually(() => logged.some(({ msg }) => msg === "a question of the app failed"));
  expect(watched.state).toBe("up");
});

test("words that are not ours are nobody's: the development server sends its own", async () => {
  const words = `for (const each of [null, 1, "x", {}, { type: "else" }, { type: "beat" }]) process.send(each); beat(7);`;
  const { app: watched } = start(app(words));
  await eventually(() => watched.lastVitals?.residentBytes === 7, 10_000);
  expect([watched.state, watched.restarts]).toEqual(["up", 0]);
});

test("an app whose sockets somebody has taken away is started again", async () => {
  const { app: watched, logged } = start(app());
  const pid = await pidOf(watched);
  rmSync(path.dirname(watched.socketPath!), { recursive: true });
  await eventually(() => watched.restarts === 1, 10_000);
  expect(await pidOf(watched)).not.toBe(pid);
  expect(existsSync(watched.socketPath!)).toBe(true);
  expect(logged.map(({ msg }) => msg)).toContain("the app's socket is gone");
});

test("at the end an app is asked to end, and killed where it does not", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [begun, done] = ["begun", "done"].map((name) => path.join(folder, name));
  const note = (file: string) => `require("node:fs").writeFileSync(${JSON.stringify(file)}, "");`;
  const inOrder = `end = () => { ${note(begun!)} setTimeout(() => { ${note(done!)} process.exit(0); }, 50); };`;
  for (const [more, isDone] of [
    [inOrder, true],
    [`end = () => { ${note(begun!)} };`, false],
  ] as const) {
    for (const file of [begun!, done!]) rmSync(file, { force: true });
    const { app: watched } = start(app(more));
    const pid = await pidOf(watched);
    const sockets = path.dirname(watched.socketPath!);
    await watched.end();
    expect([existsSync(begun!), existsSync(done!)]).toEqual([true, isDone]);
    expect(await isGone(pid)).toBe(true);
    expect(existsSync(sockets)).toBe(false);
    expect([watched.state, watched.upstream]).toEqual(["ended", null]);
  }
});

test("an app that ends while we do, or before, is not started again", async () => {
  const { app: pausing, logged } = start("process.exit(1)");
  // It has ended for the third time, and waits for 400 ms.
  await eventually(() => logged.length === 3, 10_000);
  await pausing.end();
  const { app: ending } = start(app());
  await pidOf(ending);
  await ending.end();
  // Another has ended and been started again for longer than that.
  const { app: later } = start("process.exit(1)");
  await eventually(() => later.restarts === 4, 10_000);
  expect([pausing.restarts, pausing.state]).toEqual([2, "ended"]);
  expect([ending.restarts, ending.state]).toEqual([0, "ended"]);
});

test("an app that hangs is killed, and one that we were too busy to hear is not", async () => {
  const { app: heard } = start(app("setInterval(() => beat(process.pid), 1000);"));
  const pid = await pidOf(heard);
  const { lastVitals } = heard;
  await eventually(() => heard.lastVitals !== lastVitals);
  // As a long pause of our own process would.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
  const { app: hangs, logged } = start(app());
  await pidOf(hangs);
  await eventually(() => logged.some(({ msg }) => msg === "the app hangs"), 10_000);
  expect(await pidOf(heard)).toBe(pid);
  expect(heard.restarts).toBe(0);
});
