import { randomBytes } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { ownDataDirectory } from "./data-directory";
import { binariesFor } from "./embedded/binaries";
import {
  APP_ROLE,
  createCluster,
  DATABASE,
  ensureAppRole,
  refuseOtherVersion,
} from "./embedded/cluster";
import {
  findReadyPostmaster,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from "./embedded/postmaster";
import { Guard } from "./embedded/guard";
import { enrol, livingEntries, readNote, withdraw, writeNote } from "./embedded/roster";
import { serverUserFor } from "./embedded/server-user";
import { withStartLock } from "./embedded/start-lock";
import {
  ensureSupervisor,
  letStoppingSupervisorsFinish,
  refuseForeignHeartbeat,
} from "./embedded/supervisor";

/** A PostgreSQL that is ready, and ours to use until `stop`. */
export interface EmbeddedPostgres {
  /** `postgres://latchkey_app:<password>@127.0.0.1:<port>/latchkey`. Holds the password: not for logs. */
  readonly url: string;
  /** Ends our use; the last user in any process stops the server and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that lives in `dataDir`, or joins the one that runs there already, be it
 * started by this process or another. While it is used it is started again when it ends, in the same place. Whoever ends without `stop()` counts as gone too: the server
 * does not outlive its last user by more than a few seconds.
 *
 * Throws an Error whose message is one line for the operator. Decisions: docs/decisions/0002.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  /** The role may create databases, for tests and benchmarks. Heard of where the cluster is made. */
  createsDatabases?: boolean;
  log?: (line: string) => void;
  /** Told when the server has ended by itself, and how it went to start it again. */
  complain?: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const dataDir = ourDirectory(options.dataDir);
  const places = {
    cluster: path.join(dataDir, "postgres"),
    lock: path.join(dataDir, "postgres-lock"),
    logFile: path.join(dataDir, "postgres.log"),
    passwordFile: path.join(dataDir, "postgres-password"),
    record: path.join(dataDir, "postgres.json"),
    users: path.join(dataDir, "postgres-users"),
  };

  const joined = withStartLock(places.lock, async () => {
    const membership = await enrol(places.users);
    try {
      await letStoppingSupervisorsFinish(places.users);
      await refuseForeignHeartbeat(places.users);
      await ensureSupervisor(places.users, places.logFile);
      const { server, password } = await joinOrStart(dataDir, places, options);
      const { port } = server;
      const guard = new Guard(server, {
        restart: (signal) =>
          withStartLock(places.lock, async () => {
            signal.throwIfAborted();
            const again = await joinOrStart(dataDir, places, { ...options, onlyPort: port });
            return again.server;
          }),
        say: options.complain ?? (() => {}),
      });
      return {
        url: `postgres://${APP_ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`,
        stop: onceOnly(async () => {
          await guard.stop();
          await leave(membership, places);
        }),
      };
    } catch (error) {
      await withdraw(membership).catch(() => undefined);
      throw error;
    }
  });
  return joined.catch((error: NodeJS.ErrnoException) => {
    // What Node.js says of a file tells an operator what, but not whose.
    if (!error.syscall) throw error;
    throw new Error(`The embedded PostgreSQL cannot use ${dataDir}: ${error.message}`, {
      cause: error,
    });
  });
}

interface Places {
  readonly cluster: string;
  readonly lock: string;
  readonly logFile: string;
  readonly passwordFile: string;
  readonly record: string;
  readonly users: string;
}

async function joinOrStart(
  dataDir: string,
  places: Places,
  {
    createsDatabases,
    onlyPort,
    log = () => {},
  }: {
    createsDatabases?: boolean;
    /** Where others look for it already: another one is of no use. */
    onlyPort?: number;
    log?: (line: string) => void;
  },
): Promise<{ server: Postmaster; password: string }> {
  const { cluster, passwordFile, record, users } = places;
  const exists = (await stat(cluster).catch(() => undefined)) !== undefined;
  const noted = await readNote(passwordFile);
  const watch = ({ pid, birth }: { pid: number; birth: string }) =>
    writeNote(path.join(users, ".postgres"), `${pid} ${birth}`);

  const before = await readRecord(record);
  const running = exists ? await findReadyPostmaster(cluster) : undefined;
  if (running) {
    if (!noted) {
      throw new Error(
        `${passwordFile} is missing while the database runs: stop every Latchkey process on ${dataDir} and start again`,
      );
    }
    if (before.user !== undefined && before.user !== APP_ROLE) {
      throw new Error(
        `The database in ${dataDir} runs for an earlier version of Latchkey: stop every Latchkey process on it and start again`,
      );
    }
    await watch(running);
    log(`PostgreSQL joined on 127.0.0.1:${running.port}`);
    return { server: running, password: noted };
  }

  const user = await serverUserFor(cluster);
  const binaries = await binariesFor(user, dataDir, log);
  const password = noted ?? randomBytes(24).toString("hex");
  if (!exists) {
    log(`PostgreSQL ${binaries.major}: making a new database in ${cluster}`);
    await writeNote(passwordFile, password);
    await createCluster(cluster, user, binaries, { password, createsDatabases });
  } else {
    await refuseOtherVersion(cluster, binaries);
    if (!noted || before.user !== APP_ROLE) {
      await ensureAppRole(cluster, user, binaries, { password, createsDatabases });
      await writeNote(passwordFile, password);
    }
  }

  const server = await startPostmaster({
    cluster,
    user,
    binaries,
    logFile: places.logFile,
    formerPort: onlyPort ?? before.port,
    mayMove: onlyPort === undefined,
    onSpawn: watch,
  });
  await writeNote(
    record,
    JSON.stringify({
      pid: server.pid,
      port: server.port,
      host: "127.0.0.1",
      database: DATABASE,
      user: APP_ROLE,
      startedAt: new Date().toISOString(),
    }),
  );
  log(`PostgreSQL ${binaries.major} started on 127.0.0.1:${server.port}`);
  return { server, password };
}

async function leave(membership: string, { cluster, lock, users }: Places): Promise<void> {
  await withStartLock(lock, async () => {
    await withdraw(membership);
    if ((await livingEntries(users)).length > 0) return;
    await stopPostmaster(cluster);
    // Nobody writes it any more, and another container need not wait until that shows.
    await rm(path.join(users, ".heartbeat"), { force: true });
  });
}

/** The data directory as an absolute path without links, made for us alone if it was not there. */
function ourDirectory(wanted: string): string {
  try {
    return ownDataDirectory(wanted);
  } catch (cause) {
    throw new Error(
      `The data directory ${path.resolve(wanted)} cannot be used: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** What was noted at the last start: as whom the database is used, and where. Empty if that cannot be read. */
async function readRecord(record: string): Promise<{ port?: number; user?: string }> {
  try {
    const noted: unknown = JSON.parse((await readNote(record)) ?? "{}");
    const { port, user } = noted as { port?: unknown; user?: unknown };
    const isPort = typeof port === "number" && port > 1023 && port < 65_536;
    return {
      port: isPort ? port : undefined,
      user: typeof user === "string" ? user : undefined,
    };
  } catch {
    return {};
  }
}

function onceOnly(work: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= work());
}
