import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { bundleServer } from "@/scripts/bundle-server";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * Inside the project, so that Node.js and Next.js find its node_modules by walking up; under the
 * folder of generated things, so that neither git nor the linter looks at it.
 */
const COPY = path.join(ROOT, ".latchkey", "bench", "app");

/** The API and what stands behind it; pages have no part in what is measured. */
const PARTS = ["server.ts", "next.config.ts", "tsconfig.json", "package.json", "lib", "db"];
const API = path.join("app", "api");

/** Where the twin of the echo handler is served, without a key. */
export const UNKEYED_ECHO = "/api/unkeyed-echo";

/**
 * The twin exists in this copy only: the product has no endpoint that answers so without a key.
 * Same handler, same process, same way through the front door, but nothing is enforced.
 */
const UNKEYED_ROUTE = `
export const dynamic = "force-dynamic";

const account = { id: "0198a5d0-0000-7000-8000-000000000000", name: "Bench" };
const key = { id: "0198a5d0-0000-7000-8000-000000000001", alias: "bench", category: "production" };

ECHO

export const GET = (request: Request) => echo(request, { account, key });
`;

/** Takes the handler itself out of its file, so that the twin can never drift from it. */
async function unkeyedRoute(): Promise<string> {
  const source = await readFile(path.join(ROOT, API, "v1", "echo", "route.ts"), "utf8");
  const handler = /const echo: KeyedHandler = [\s\S]*?\n};/.exec(source)?.[0];
  if (!handler) throw new Error("the echo handler is not where the benchmark looks for it");
  const untyped = handler.replace(
    /const echo: KeyedHandler = \(/,
    "const echo: (request: Request, caller: { account: object; key: object }) => Response = (",
  );
  return UNKEYED_ROUTE.trimStart().replace("ECHO", () => untyped);
}

/**
 * A production build of a small copy of the app: server.ts, the libraries, the API, and the
 * unkeyed twin. Built anew only when a source has changed.
 *
 * @returns the copy's folder
 */
export async function ensureApp(say: (line: string) => void): Promise<string> {
  const twin = await unkeyedRoute();
  const files = (await Promise.all([...PARTS, API].map(filesUnder))).flat().sort();
  const hash = createHash("sha256").update(twin);
  for (const file of [...files, "package-lock.json"]) {
    hash.update(file).update(await readFile(path.join(ROOT, file)));
  }
  const version = hash.digest("hex");
  const mark = path.join(COPY, ".sources");
  if ((await readFile(mark, "utf8").catch(() => "")) === version) return COPY;

  say("Building a copy of the app (half a minute or so) …");
  await rm(COPY, { recursive: true, force: true });
  for (const file of files) {
    await mkdir(path.dirname(path.join(COPY, file)), { recursive: true });
    await cp(path.join(ROOT, file), path.join(COPY, file));
  }
  const twinFile = path.join(COPY, "app", UNKEYED_ECHO.slice(1), "route.ts");
  await mkdir(path.dirname(twinFile), { recursive: true });
  await writeFile(twinFile, twin);
  const build = await execa("next", ["build"], {
    cwd: COPY,
    preferLocal: true,
    localDir: ROOT,
    reject: false,
    all: true,
    stdin: "ignore",
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  if (build.failed) throw new Error(`The build failed:\n${build.all || build.message}`);
  await bundleServer(COPY);
  await writeFile(mark, version);
  return COPY;
}

/** Files of a part of the project, tests left out, as paths from the root. */
async function filesUnder(part: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, part), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOTDIR") return null;
    throw error;
  });
  if (entries === null) return [part];
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)));
}
