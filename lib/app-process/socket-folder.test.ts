import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeSocketFolder } from "./socket-folder";

test("only its user may enter the folder, and it goes with all that is in it", async () => {
  const folder = makeSocketFolder();
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(folder.path, "0.sock"), resolve));
  folder.remove();
  expect(existsSync(folder.path)).toBe(false);
  server.close();
});

test("a socket can listen there also where the folder of temporary files has a long path", async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "latchkey-test-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const long = path.join(root, "a".repeat(60), "b".repeat(60));
  mkdirSync(long, { recursive: true });
  const folder = makeSocketFolder(long);
  onTestFinished(() => folder.remove());
  const server = createServer();
  const socket = path.join(folder.path, "1000000.sock");
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  expect(statSync(socket).isSocket()).toBe(true);
  server.close();
});

test("a folder of temporary files that is not there is done without", () => {
  const folder = makeSocketFolder("/missing");
  onTestFinished(() => folder.remove());
  expect(statSync(folder.path).mode & 0o777).toBe(0o700);
});
