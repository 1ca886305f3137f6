import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "@/test/http/call";
import { isAlive } from "@/test/processes/process-table";

const FIXTURE = fileURLToPath(new URL("../../test/app-that-loops.ts", import.meta.url));

/** Starts a front door with an app. @returns the front door's process and the app's pid */
async function start(app: "looping" | "listening") {
  const folder = mkdtempSync(path.join(os.tmpdir(), "latchkey-test-"));
  const frontDoor = spawn(process.execPath, ["--import", "tsx", FIXTURE, app, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void frontDoor.kill("SIGKILL"));
  const [line] = (await once(frontDoor.stdout, "data")) as [Buffer];
  const pid = Number(line);
  onTestFinished(async () => {
    if (await isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { frontDoor, pid, folder };
}

test("an app ends in order when its front door is killed", async () => {
  const { frontDoor, pid, folder } = await start("listening");
  frontDoor.kill("SIGKILL");
  const [line] = (await once(frontDoor.stdout, "data")) as [Buffer];
  expect(String(line)).toBe("ends in order\n");
  await eventually(async () => !(await isAlive(pid)), 10_000);
  expect(existsSync(folder)).toBe(false);
});

test("an app that is in an endless loop ends too", async () => {
  const { frontDoor, pid, folder } = await start("looping");
  expect(await isAlive(pid)).toBe(true);
  frontDoor.kill("SIGKILL");
  await eventually(async () => !(await isAlive(pid)), 10_000);
  expect(existsSync(folder)).toBe(false);
});

test("a signal to all of a group leaves the end to the front door", async () => {
  const { frontDoor, pid } = await start("listening");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGUSR2"] as const)
    process.kill(pid, signal);
  const [line] = (await once(frontDoor.stdout, "data")) as [Buffer];
  expect(String(line)).toBe("still here\n");
  expect(await isAlive(pid)).toBe(true);
});
