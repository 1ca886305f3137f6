import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Where the bundle lies, from the project's root. */
export const SERVER_BUNDLE = path.join(".next", "latchkey.mjs");

const ENTRY = `
import { failedToStart, runServer } from "./server";
runServer({ defaultHost: "0.0.0.0" }).catch(failedToStart);
`;

/**
 * Files find what lies beside them (migrations, the app) by their own URL: in the bundle that
 * stays the URL of the source, wherever the project is moved.
 */
const keepOwnUrl = (root: string): Plugin => ({
  name: "keep-own-url",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const fromBundle = path.relative(path.dirname(path.join(root, SERVER_BUNDLE)), file);
      const url = `new URL(${JSON.stringify(fromBundle)}, import.meta.url).href`;
      return { contents: source.replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
});

/**
 * Puts server.ts and all of ours that it imports into one JavaScript file, so that production
 * needs no TypeScript loader: that takes 33 MB, and a good part of the start.
 */
export async function bundleServer(root: string = ROOT): Promise<void> {
  await build({
    absWorkingDir: root,
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: "serve.ts", loader: "ts" },
    outfile: SERVER_BUNDLE,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.9",
    packages: "external",
    tsconfig: "tsconfig.json",
    plugins: [keepOwnUrl(root)],
    logLevel: "warning",
  });
}

const isEntry = process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url;
if (isEntry) await bundleServer();
