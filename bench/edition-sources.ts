import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Edition } from "./edition";
import { NotHere } from "./figure";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What a build is made of, and what seeds and migrates a database. Not all editions have all. */
const PARTS = [
  "app",
  "app-server.ts",
  "cli",
  "components",
  "db",
  "lib",
  "next.config.ts",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "public",
  "scripts",
  "server.ts",
  "tailwind.config.ts",
  "tsconfig.json",
];

export interface Sources {
  root: string;
  /** Paths from the root, sorted. */
  files: string[];
  dispose(): Promise<void>;
}

/** The files of an edition. @throws {NotHere} when git does not have the commit */
export async function sourcesOf({ commit }: Edition): Promise<Sources> {
  const extracted = commit === null ? null : await extract(commit);
  const root = extracted === null ? ROOT : path.join(extracted, TREE);
  const files = (await Promise.all(PARTS.map((part) => filesUnder(root, part)))).flat().sort();
  return {
    root,
    files,
    async dispose() {
      if (extracted !== null) await rm(extracted, { recursive: true, force: true });
    },
  };
}

/** In the folder of what was extracted. */
const TREE = "tree";

/** Puts what git keeps of a commit into a folder of its own. @returns the folder */
async function extract(commit: string): Promise<string> {
  const known = await execa("git", ["rev-parse", "--verify", "--quiet", `${commit}^{commit}`], {
    cwd: ROOT,
    reject: false,
  });
  if (known.failed) {
    throw new NotHere(`git does not have the commit ${commit}: get the whole history (git fetch)`);
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), "latchkey-bench-sources-"));
  const archive = path.join(folder, "sources.tar");
  await mkdir(path.join(folder, TREE));
  await execa("git", ["archive", "--format=tar", `--output=${archive}`, known.stdout], {
    cwd: ROOT,
  });
  await execa("tar", ["-xf", archive, "-C", path.join(folder, TREE)]);
  return folder;
}

/** Files of a part, tests left out, as paths from the root; none where there is no such part. */
async function filesUnder(root: string, part: string): Promise<string[]> {
  const entries = await readdir(path.join(root, part), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => error.code);
  if (entries === "ENOENT") return [];
  if (entries === "ENOTDIR") return [part];
  if (!Array.isArray(entries)) throw new Error(`${part} cannot be read: ${entries}`);
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}
