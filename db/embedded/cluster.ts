import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Binaries } from "./binaries";
import { explain } from "./explain";
import { namesIn } from "./roster";
import { runAs, type Outcome, type ServerUser } from "./server-user";

/** The database. The cluster's superuser is called the same; it has no password, so nobody signs in as it. */
export const DATABASE = "latchkey";

/** Who uses the database: it owns the schemas there, and may do nothing else in the cluster. */
export const APP_ROLE = "latchkey_app";

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
 * Makes the cluster: its database and the app's role with `password` are there. Nothing of it can be seen
 * at `cluster` until all of it is, so a start that is killed half-way leaves a draft, which the next one
 * removes. Call it under the start lock.
 */
export async function createCluster(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  role: AppRole,
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
      // Taken away from it again below.
      `${randomBytes(24).toString("hex")}\n`,
    );
    refuseFailure(initdb, draft);
    await runSql(draft, user, binaries, "postgres", [`CREATE DATABASE ${DATABASE}`]);
    await ensureAppRole(draft, user, binaries, role);
    await rename(draft, cluster);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/** What the app's role gets. */
export interface AppRole {
  readonly password: string;
  /** Only where tests and benchmarks make databases of their own beside the app's. */
  readonly createsDatabases?: boolean;
}

/** What is in schemas of ours, as `pg_class` and its like name it. */
const OURS = "nspname !~ '^pg_' AND nspname <> 'information_schema'";

/**
 * Gives all schemas and what is in them to the app's role. REASSIGN OWNED would do, but not for what the
 * superuser owns that initdb has made.
 */
const OWN_SCHEMAS = `DO $$ DECLARE r record; BEGIN
  FOR r IN SELECT nspname AS name FROM pg_namespace WHERE ${OURS} LOOP
    EXECUTE format('ALTER SCHEMA %I OWNER TO ${APP_ROLE}', r.name);
  END LOOP;
  FOR r IN SELECT c.oid::regclass AS name FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${OURS} AND (c.relkind IN ('r', 'p', 'v', 'm') OR c.relkind = 'S' AND NOT EXISTS (
      SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.deptype IN ('a', 'i'))) LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO ${APP_ROLE}', r.name);
  END LOOP;
  FOR r IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${OURS} LOOP
    EXECUTE format('ALTER ROUTINE %s OWNER TO ${APP_ROLE}', r.name);
  END LOOP;
  FOR r IN SELECT t.oid::regtype AS name FROM pg_type t
    JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${OURS} AND (t.typtype IN ('e', 'd')
      OR EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')) LOOP
    EXECUTE format('ALTER TYPE %s OWNER TO ${APP_ROLE}', r.name);
  END LOOP;
END $$`;

/**
 * Sees to it, while the server is down, that the app's role is there with this password, owns the schemas
 * of the database and may do no more, and that nobody can sign in as the superuser. In clusters of earlier
 * versions that was the app's role. Call it under the start lock; to call it again does no harm.
 */
export async function ensureAppRole(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  { password, createsDatabases = false }: AppRole,
): Promise<void> {
  const may = `LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS ${createsDatabases ? "CREATEDB" : "NOCREATEDB"}`;
  await runSql(cluster, user, binaries, DATABASE, [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN
      CREATE ROLE ${APP_ROLE}; END IF; END $$`,
    `ALTER ROLE ${APP_ROLE} ${may} PASSWORD '${password}'`,
    // For the schema of the migrations.
    `GRANT CREATE ON DATABASE ${DATABASE} TO ${APP_ROLE}`,
    "REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC",
    OWN_SCHEMAS,
    `ALTER ROLE ${DATABASE} PASSWORD NULL`,
  ]);
}

/** Runs statements one after another in a server of their own, without a port, as the superuser. */
async function runSql(
  cluster: string,
  user: ServerUser,
  binaries: Binaries,
  database: string,
  statements: readonly string[],
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
      database,
    ],
    // To it a line is a statement.
    statements.map((statement) => `${statement.replaceAll(/\s*\n\s*/g, " ")}\n`).join(""),
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
