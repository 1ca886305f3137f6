import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { tsxArgs } from "./children";
import type { Edition } from "./edition";
import { ROOT, type Sources, sourcesOf } from "./edition-sources";
import { unkeyedTwin, writeTwin } from "./unkeyed-twin";

/**
 * Inside the project, so that Node.js and Next.js find its node_modules by walking up; under the
 * folder of generated things, so that neither git nor the linter looks at it.
 */
export const BENCH_DIR = path.join(ROOT, ".latchkey", "bench");

/**
 * A production build of an edition, pages included, with the unkeyed twin. Built anew only when a
 * source or a dependency has changed. All editions use the dependencies that are installed here.
 *
 * @returns the copy's folder
 * @throws {NotHere} when git does not have the edition's commit
 */
export async function ensureCopy(edition: Edition, say: (line: string) => void): Promise<string> {
  const sources = await sourcesOf(edition);
  try {
    return await copyOf(edition, sources, say);
  } finally {
    await sources.dispose();
  }
}

async function copyOf(
  { name }: Edition,
  sources: Sources,
  say: (line: string) => void,
): Promise<string> {
  const copy = path.join(BENCH_DIR, name);
  const twin = await unkeyedTwin(sources.root);
  const version = await versionOf(sources, twin);
  const mark = path.join(copy, ".sources");
  if ((await readFile(mark, "utf8").catch(() => "")) === version) return copy;

  say(`Building a copy of ${name} (a minute or so) …`);
  await rm(copy, { recursive: true, force: true });
  for (const file of sources.files) {
    await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
    await cp(path.join(sources.root, file), path.join(copy, file));
  }
  await writeTwin(copy, twin);
  await build(copy, "next", ["build"]);
  await build(copy, process.execPath, tsxArgs("scripts/bundle-server.ts"));
  await writeFile(mark, version);
  return copy;
}

async function versionOf({ root, files }: Sources, twin: string): Promise<string> {
  const hash = createHash("sha256").update(twin);
  for (const file of files) hash.update(file).update(await readFile(path.join(root, file)));
  return hash.update(await readFile(path.join(ROOT, "package-lock.json"))).digest("hex");
}

async function build(copy: string, command: string, args: string[]): Promise<void> {
  const done = await execa(command, args, {
    cwd: copy,
    preferLocal: true,
    localDir: ROOT,
    reject: false,
    all: true,
    stdin: "ignore",
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (done.failed) throw new Error(`The build in ${copy} failed:\n${done.all || done.message}`);
}
