import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { birthOf } from "@/db/embedded/process-identity";
import { AppNote, clearLeftovers } from "./leftovers";

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "leftovers-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process of some other program, which lives until its test ends. */
async function bystander() {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
  await once(child, "spawn");
  onTestFinished(() => void child.kill("SIGKILL"));
  return { pid: child.pid!, birth: birthOf(child.pid!)! };
}

const GONE = { pid: 2 ** 22 - 1, birth: "1" };

/** What a front door that is gone has left. */
function leave(folder: string, note: object): void {
  writeFileSync(path.join(folder, "999.json"), JSON.stringify({ frontDoor: GONE, ...note }));
}

test("a front door that lives keeps its note and its app", async () => {
  const folder = makeFolder();
  const app = await bystander();
  const note = new AppNote(folder);
  note.write(app.pid, "/tmp/latchkey-abcdef");
  expect(clearLeftovers(folder, () => true)).toEqual([]);
  expect(readdirSync(folder)).toEqual([`${process.pid}.json`]);
  expect(birthOf(app.pid)).toBe(app.birth);
  note.remove();
  expect(readdirSync(folder)).toEqual([]);
});

test("the app of one that is gone is ended, where it is that process and one of ours", async () => {
  const folder = makeFolder();
  const app = await bystander();
  const socketFolder = "/tmp/latchkey-zzzzzz";
  leave(folder, { app, socketFolder });
  expect(clearLeftovers(folder, () => false)).toEqual([]);
  leave(folder, { app: { ...app, birth: "of another" }, socketFolder });
  expect(clearLeftovers(folder, () => true)).toEqual([]);
  leave(folder, { app, socketFolder });
  expect(clearLeftovers(folder, (words) => words.includes("setInterval"))).toEqual([app.pid]);
  expect(readdirSync(folder)).toEqual([]);
});

test("of a folder for sockets the sockets go, and nothing else, wherever a note points", () => {
  const folder = makeFolder();
  const sockets = path.join(folder, "latchkey-abcdef");
  const mine = path.join(folder, "latchkey-myfile");
  for (const made of [sockets, mine]) mkdirSync(made);
  writeFileSync(path.join(sockets, "3.sock"), "");
  writeFileSync(path.join(mine, "of-worth"), "");
  leave(folder, { app: GONE, socketFolder: sockets });
  clearLeftovers(folder, () => true);
  leave(folder, { app: GONE, socketFolder: mine });
  clearLeftovers(folder, () => true);
  leave(folder, { app: GONE, socketFolder: folder });
  clearLeftovers(folder, () => true);
  expect(existsSync(sockets)).toBe(false);
  expect(readdirSync(mine)).toEqual(["of-worth"]);
});

test("a note that was cut off is dropped", () => {
  const folder = makeFolder();
  writeFileSync(path.join(folder, "7.json"), '{"frontDoor":{"pid":1');
  expect(clearLeftovers(folder, () => true)).toEqual([]);
  expect(readdirSync(folder)).toEqual([]);
});
