import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa, type Options, type ResultPromise } from "execa";
import { ROOT } from "../root";

/**
 * Inside the project, so that Node.js and Next.js find its node_modules by walking up; under the
 * folder of generated things, so that neither git nor the linter looks at it.
 */
const COPIES = path.join(ROOT, ".latchkey");

/** Pages are left out: they take most of a build's time, and no endpoint needs them. */
const FOLDERS = ["lib", "db", "scripts", path.join("app", "api", "v1")];

const HOW_TO_RUN = {
  preferLocal: true,
  localDir: ROOT,
  stdin: "ignore",
  all: true,
  reject: false,
} as const satisfies Options;

/** What the test runner sets, and somebody at a prompt does not. */
const UNSET = { NODE_ENV: undefined, LATCHKEY_LOG_LEVEL: undefined, VITEST: undefined };

/** A copy of the app in which a test may type. */
export interface AppCopy {
  write(file: string, text: string): Promise<void>;
  /** Puts one text in the place of another, which must stand in the file once. */
  replace(file: string, old: string, text: string): Promise<void>;
  /** Runs a program in the copy's folder, as somebody at a prompt would. */
  run(
    program: string,
    args: string[],
    env?: Record<string, string>,
  ): ResultPromise<typeof HOW_TO_RUN>;
  remove(): Promise<void>;
}

/** Copies what a build of the keyed API needs. */
export async function copyApp(): Promise<AppCopy> {
  await mkdir(COPIES, { recursive: true });
  const folder = await mkdtemp(path.join(COPIES, "readme-"));
  const settings = (await readdir(ROOT)).filter(
    // Where a lockfile is, Next.js looks for node_modules, and no further up.
    (name) => /\.(ts|json|mjs)$/.test(name) && name !== "package-lock.json",
  );
  for (const part of [...settings, ...FOLDERS]) {
    await cp(path.join(ROOT, part), path.join(folder, part), { recursive: true });
  }
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  return {
    write,
    async replace(file, old, text) {
      const parts = (await readFile(path.join(folder, file), "utf8")).split(old);
      if (parts.length !== 2) throw new Error(`"${old}" is not in ${file}, or more than once`);
      await write(file, parts.join(text));
    },
    run: (program, args, env = {}) =>
      execa(program, args, { ...HOW_TO_RUN, cwd: folder, env: { ...UNSET, ...env } }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
