import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleServer, SERVER_BUNDLE } from "./bundle-server";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What a build makes last. */
const BUILT = path.join(ROOT, SERVER_BUNDLE);

/** What a build is made of. */
const SOURCES = [
  "app",
  "app-server.ts",
  "components",
  "instrumentation-client.ts",
  "lib",
  "db",
  "public",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "server.ts",
  "tailwind.config.ts",
  "tsconfig.json",
];

/** Builds for production, unless the build that is there is newer than all of its sources. */
export async function ensureBuild(say: (line: string) => void): Promise<void> {
  const builtAtMs = await changedAtMs(BUILT);
  const sources = await Promise.all(SOURCES.map((name) => newestMs(path.join(ROOT, name))));
  if (builtAtMs > Math.max(...sources)) return;
  say("Building (a minute or so) …");
  // TypeScript's parser has no place in a process that goes on to serve.
  const { checkEndpoints } = await import("./check-endpoints");
  const faults = await checkEndpoints();
  if (faults.length > 0) throw new Error(`The build failed:\n${faults.join("\n")}`);
  const build = await execa("next", ["build"], {
    cwd: ROOT,
    preferLocal: true,
    reject: false,
    all: true,
    stdin: "ignore",
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (build.failed) throw new Error(`The build failed:\n${build.all || build.message}`);
  await bundleServer();
}

/** When a file changed last (Unix milliseconds); 0 for one that is not there. */
async function changedAtMs(file: string): Promise<number> {
  const stats = await stat(file).catch(() => null);
  return stats?.mtimeMs ?? 0;
}

/** The same for a whole folder. Folders count too: theirs changes when a file goes. */
async function newestMs(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => !/\.test\.tsx?$/.test(entry.name))
    // parentPath came with Node.js 20.12.
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  const times = await Promise.all([root, ...files].map(changedAtMs));
  return Math.max(...times);
}
