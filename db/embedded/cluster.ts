import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Binaries } from "./binaries";
import { explain } from "./explain";
import { namesIn } from "./roster";
import { runAs, type Outcome, type ServerUser } from "./server-user";

/** Both the database and its superuser are called this. */
export const DATABASE = "latchkey";

const DRAFT = ".postgres-draft-";

/**
 * How to tell PostgreSQL where its cluster is, when it is started with the cluster as its working
 * directory. On Linux it is told just that, and so reaches its files even where its user may not
 * walk the path to them: a clone under /root needs no other place and no wider permissions.
 */
export function dataArguments(cluster: string): string[] {
  return ["-D", process.platform === "linux" ? "/proc/self/cwd" : cluster];
}

/** A name that tells the servers of this cluster from all others, however the path to it changes. */
export async function clusterName(cluster: string): Promise<string> {
  const { dev, ino } = await stat(cluster);
  return `latchkey-${dev}-${ino}`;
}

/** Throws one clear line when the cluster was made by another major version than `binaries` are. */
export async function refuseOtherVersion(cluster: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(path.join(cluster, "PG_VERSION"), "utf8")).trim();
  if (made === binaries.major) return;
  throw new Error(
    `${cluster} was made by PostgreSQL ${made}, but PostgreSQL ${binaries.major} is installed: dump it with the old release and restore it, or move it away to begin afresh`,
  );
}

/**
 * Makes the cluster: its superuser has `password`, its database is there. Nothing of it can be seen at
 * `cluster` until all of it is, so a start that is killed half-way leaves a draft, which the next one
 * removes. Call it under the start lock.
 */
export async function createCluster(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  password: string,
): Promise<void> {
  const dataDir = path.dirname(cluster);
  await removeDrafts(dataDir);
  const draft = path.join(dataDir, `${DRAFT}${randomBytes(6).toString("hex")}`);
  await mkdir(draft, { mode: 0o700 });
  try {
    await giveTo(user, draft);
    // A shell's pipe, because initdb opens its password file by name, and cannot open Node's sockets.
    const initdb = await runAs(
      user,
      draft,
      "sh",
      [
        "-c",
        'cat | "$@"',
        "initdb",
        binaries.initdb,
        ...dataArguments(draft),
        `--username=${DATABASE}`,
        "--pwfile=/dev/stdin",
        "--auth-host=scram-sha-256",
        "--auth-local=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
      ],
      `${password}\n`,
    );
    refuseFailure(initdb, draft);
    await runSql(draft, user, binaries, `CREATE DATABASE ${DATABASE}`);
    await rename(draft, cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** Gives the superuser another password while the server is down. Call it under the start lock. */
export async function changePassword(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  password: string,
): Promise<void> {
  await runSql(cluster, user, binaries, `ALTER ROLE ${DATABASE} PASSWORD '${password}'`);
}

/** Runs one statement in a server of its own, without a port. */
async function runSql(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  statement: string,
): Promise<void> {
  const outcome = await runAs(
    user,
    cluster,
    binaries.postgres,
    [
      "--single",
      ...dataArguments(cluster),
      "-c",
      `cluster_name=${await clusterName(cluster)}`,
      "-c",
      "log_min_messages=error",
      "-c",
      "log_min_error_statement=panic",
      "postgres",
    ],
    `${statement}\n`,
  );
  // Statement errors do not end it, so its exit code is no proof.
  const failed = /\b(?:ERROR|FATAL|PANIC):/.test(outcome.stderr);
  refuseFailure(failed ? { ...outcome, code: 1 } : outcome, cluster);
}

function refuseFailure({ code, failure, stdout, stderr }: Outcome, where: string): void {
  if (code === 0) return;
  const why = failure?.message ?? explain(stderr.trim() ? stderr : stdout);
  throw new Error(
    `The embedded PostgreSQL could not prepare its files in ${path.dirname(where)}: ${why}`,
  );
}

async function giveTo({ name, uid, gid }: ServerUser, directory: string): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  try {
    await chown(directory, uid, gid);
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL needs a disk where files can be given to user ${name}; ${path.dirname(directory)} is not on one: set LATCHKEY_DATA_DIR`,
      { cause },
    );
  }
}

async function removeDrafts(dataDir: string): Promise<void> {
  for (const name of await namesIn(dataDir)) {
    if (!name.startsWith(DRAFT)) continue;
    // An initdb whose parent was killed may still be writing there: what stays is for the next time.
    await rm(path.join(dataDir, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
