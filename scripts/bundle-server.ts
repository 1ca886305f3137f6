import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where the front door's bundle lies, from the project's root. */
export const SERVER_BUNDLE = path.join(".next", "latchkey.mjs");
/** The app's, which the front door starts. */
export const APP_BUNDLE = path.join(".next", "latchkey-app.mjs");

const SERVER_ENTRY = `
import { startByArguments } from "./server";
startByArguments(process.argv.slice(2));
`;
const APP_ENTRY = 'import "./app-server";';

/**
 * Files find what lies beside them (migrations, the app) by their own URL: in the bundle that
 * stays the URL of the source, wherever the project is moved.
 */
const keepOwnUrl = (folder: string): Plugin => ({
  name: "keep-own-url",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const fromBundle = path.relative(folder, file);
      const url = `new URL(${JSON.stringify(fromBundle)}, import.meta.url).href`;
      return { contents: source.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
});

/**
 * The packages that each start loads. Node.js reads, resolves and compiles their hundreds of files one by one: that takes a
 * third of the front door's time until it can begin, and 10 MB. Others stay where they are installed.
 */
const BUNDLED = [
  "dotenv",
  "drizzle-orm",
  "get-port",
  "ipaddr.js",
  "leven",
  "lru-cache",
  "postgres",
  "prom-client",
  // Not "undici" itself: the app alone loads it, and rarely.
  "undici/lib",
  "zod",
];

/** With what they need themselves. */
const bundleSome: Plugin = {
  name: "bundle-some",
  setup({ onResolve }) {
    const isBundled = (name: string) =>
      BUNDLED.some((bundled) => name === bundled || name.startsWith(`${bundled}/`));
    onResolve({ filter: /^[^./]/ }, ({ path: name, kind, importer }) => {
      if (kind === "entry-point" || isBuiltin(name) || name.startsWith("@/")) return null;
      const isOfBundled = importer.includes("node_modules");
      return isOfBundled || isBundled(name) ? null : { path: name, external: true };
    });
  },
};

/** CommonJS files ask for Node.js's own modules by `require`, which a module does not have. */
const BANNER =
  'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);';

/**
 * Puts server.ts and app-server.ts, with all of ours that they import, into JavaScript files, so that
 * production needs no TypeScript loader: that takes 33 MB a process, and a good part of the start. What is
 * imported when it is needed has files of its own, and is loaded then.
 */
export async function bundleServer(root: string = ROOT): Promise<void> {
  const folder = path.join(root, ".next");
  for (const file of await readdir(folder)) {
    if (/^latchkey.*\.mjs$/.test(file)) await rm(path.join(folder, file));
  }
  // The front door's comes last: that it is there says that the build is whole.
  await bundle(root, APP_ENTRY, APP_BUNDLE);
  const loaded = await bundle(root, SERVER_ENTRY, SERVER_BUNDLE);
  // The linter sees what a file imports itself; this sees all that its process loads.
  const pages = loaded.filter((name) => OF_PAGES.test(name));
  if (pages.length === 0) return;
  // What starts and must not is no build.
  await rm(path.join(root, SERVER_BUNDLE));
  throw new Error(`The front door must not load ${pages.join(", ")}`);
}

/**
 * The same of the command line, for whoever calls it very often, as tests do: without a TypeScript loader a call takes
 * a third of the time.
 *
 * @param folder where it is put: inside the project, as its packages are found from there
 * @returns the file to run with Node.js
 */
export async function bundleCli(folder: string): Promise<string> {
  const file = path.join(folder, "latchkey-cli.mjs");
  await bundle(ROOT, 'import "./cli/main";', path.relative(ROOT, file));
  return file;
}

/** Packages by their names, and files of packages that are in the bundle. */
const OF_PAGES = /(^|node_modules\/)(next|react|react-dom)(\/|$)/;

/** @returns what the bundle is made of, and what it loads at once or later */
async function bundle(root: string, entry: string, outfile: string): Promise<string[]> {
  const name = path.basename(outfile, ".mjs");
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, sourcefile: `${name}.ts`, loader: "ts" },
    outdir: path.dirname(outfile),
    entryNames: name,
    chunkNames: `${name}-[name]-[hash]`,
    outExtension: { ".js": ".mjs" },
    splitting: true,
    metafile: true,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.9",
    banner: { js: BANNER },
    tsconfig: "tsconfig.json",
    plugins: [keepOwnUrl(path.dirname(path.join(root, outfile))), bundleSome],
    logLevel: "warning",
  });
  for (const file of Object.keys(metafile.outputs)) await keepAscii(path.join(root, file));
  const imported = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  return [...Object.keys(metafile.inputs), ...imported.map(({ path }) => path)];
}

const BEYOND_ASCII = /[^\u0000-\u007f]/g;
const COMMENT = /^\s*(\/\/|\/\*|\*|\(\*)/;

/**
 * V8 keeps a source with one character beyond ASCII at two bytes a character: 2 MB more for the front door's. esbuild
 * escapes such characters in code and leaves them in comments.
 */
async function keepAscii(file: string): Promise<void> {
  const lines = (await readFile(file, "utf8")).split("\n");
  const ascii = lines.map((line) => (COMMENT.test(line) ? line.replace(BEYOND_ASCII, "?") : line));
  await writeFile(file, ascii.join("\n"));
}

const isEntry = process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url;
if (isEntry) await bundleServer();
