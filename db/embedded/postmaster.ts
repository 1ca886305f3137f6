import { spawn } from "node:child_process";
import { lstat, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import { APPEND, readText } from "../no-follow";
import type { Binaries } from "./binaries";
import { clusterName, dataArguments } from "./cluster";
import { explain } from "./explain";
import { birthOf, commandLineOf } from "./process-identity";
import { spawnOptionsFor, type ServerUser } from "./server-user";

/** A server process on a cluster, by what PostgreSQL's own lock file says about it. */
export interface Postmaster {
  readonly pid: number;
  readonly birth: string;
  readonly port: number;
  readonly status: "starting" | "ready" | "stopping";
}

/** Recovery after a crash replays up to max_wal_size (1 GB) before the server is ready. */
const READY_PATIENCE_MS = 120_000;
/** A server whose postmaster was killed takes a moment to notice in all its processes. */
const RETRY_PATIENCE_MS = 15_000;
const STOP_PATIENCE_MS = 60_000;
const POLL_MS = 10;
/** Beyond this the log of earlier runs is put aside at a start. */
const LOG_LIMIT_BYTES = 1_000_000;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "", // a socket's path may hold 107 bytes; ours may be longer
  max_connections: "100",
  shared_buffers: "128MB",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] ",
  log_checkpoints: "off",
};

/** The living server of this cluster; undefined when there is none, whatever a crash left behind. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lockFile = await readText(path.join(cluster, "postmaster.pid")).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    },
  );
  const lines = lockFile.split("\n");
  const pid = Math.abs(Number(lines[0])); // negative for a server in single-user mode
  const birth = pid ? birthOf(pid) : undefined;
  if (!birth || !commandLineOf(pid).includes(`cluster_name=${await clusterName(cluster)}`)) {
    return undefined;
  }
  const status = lines[7]?.trim();
  return {
    pid,
    birth,
    port: Number(lines[3]),
    status: status === "ready" || status === "stopping" ? status : "starting",
  };
}

/**
 * The server of this cluster as one that can be joined: ready, or undefined once it is certain that a
 * new one is needed. Waits for one that is starting or on its way out.
 */
export async function findReadyPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  let hurried = false;
  for (;;) {
    const found = await findPostmaster(cluster);
    if (!found || found.status === "ready") return found;
    if (found.status === "stopping" && !hurried) {
      hurried = true;
      signal(found, "SIGINT"); // a polite stop would wait for clients that may never leave
    }
    if (Date.now() > deadline) {
      throw new Error(
        `The embedded PostgreSQL (process ${found.pid}) is ${found.status} for too long`,
      );
    }
    await sleep(POLL_MS);
  }
}

/** What it takes to start a server. */
export interface Launch {
  readonly cluster: string;
  readonly user: ServerUser;
  readonly binaries: Binaries;
  readonly logFile: string;
  /** Taken again when it is still free, so that addresses stay the same from one start to the next. */
  readonly formerPort?: number;
  /** Whether another port will do where that one is taken. */
  readonly mayMove: boolean;
  /** Told the process as soon as it exists, so that it is watched from its first moment. */
  readonly onSpawn: (server: { pid: number; birth: string }) => Promise<void>;
}

/** Starts the server on a free loopback port and waits until it is ready. Call it under the start lock. */
export async function startPostmaster(launch: Launch): Promise<Postmaster> {
  await putLongLogAside(launch.logFile);
  const deadline = Date.now() + RETRY_PATIENCE_MS;
  let port =
    launch.formerPort !== undefined && !launch.mayMove
      ? launch.formerPort
      : await getPort({ host: "127.0.0.1", port: launch.formerPort });
  for (;;) {
    // Under the start lock and without a living server this file is a leftover. PostgreSQL would
    // think otherwise when the process id in it has been given to somebody else.
    await rm(path.join(launch.cluster, "postmaster.pid"), { force: true });
    const outcome = await attempt(launch, port);
    if (typeof outcome !== "string") return outcome;

    const taken = /could not bind|could not create any TCP\/IP sockets/.test(outcome);
    const leaving = /shared memory block .* is still in use/.test(outcome);
    if (!(taken || leaving) || (taken && !launch.mayMove) || Date.now() > deadline) {
      const why = taken ? `port ${port} on 127.0.0.1 is taken` : explain(outcome);
      throw new Error(`The embedded PostgreSQL did not start: ${why} (more in ${launch.logFile})`);
    }
    if (taken) port = await getPort({ host: "127.0.0.1" });
    else await sleep(100);
  }
}

/** Stops the server without waiting for its clients, and returns when it is gone. */
export async function stopPostmaster(cluster: string): Promise<void> {
  const server = await findPostmaster(cluster);
  if (!server) return;
  signal(server, "SIGINT");
  if (await gone(server, STOP_PATIENCE_MS)) return;
  signal(server, "SIGQUIT"); // at once; the next start recovers
  if (await gone(server, STOP_PATIENCE_MS)) return;
  throw new Error(`The embedded PostgreSQL (process ${server.pid}) does not stop`);
}

/** One try; the server, or what it wrote before it ended. */
async function attempt(launch: Launch, port: number): Promise<Postmaster | string> {
  const { cluster, user, binaries, logFile } = launch;
  const settings = { ...SETTINGS, port: String(port), cluster_name: await clusterName(cluster) };
  const log = await open(logFile, APPEND, 0o600);
  try {
    const { size: logStart } = await log.stat();
    const child = spawn(
      binaries.postgres,
      [
        ...dataArguments(cluster),
        ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
      ],
      // Detached: a Ctrl-C in the terminal is for us, and we stop it when our work is done.
      { ...spawnOptionsFor(user, cluster), detached: true, stdio: ["ignore", log.fd, log.fd] },
    );
    let failure: Error | undefined;
    let ended = false;
    child.once("error", (error) => (failure = error));
    child.once("exit", () => (ended = true));
    child.unref();

    const birth = child.pid ? birthOf(child.pid) : undefined;
    if (child.pid && birth) await launch.onSpawn({ pid: child.pid, birth });

    const deadline = Date.now() + READY_PATIENCE_MS;
    for (;;) {
      if (failure) return failure.message;
      const found = await findPostmaster(cluster);
      if (found?.pid === child.pid && found?.status === "ready") return found;
      if (ended) return await readFrom(logFile, logStart);
      if (Date.now() > deadline) {
        child.kill("SIGQUIT");
        return `not ready after ${READY_PATIENCE_MS / 1000} s`;
      }
      await sleep(POLL_MS);
    }
  } finally {
    await log.close();
  }
}

async function readFrom(file: string, offset: number): Promise<string> {
  return (await readFile(file)).subarray(offset).toString("utf8");
}

async function putLongLogAside(logFile: string): Promise<void> {
  const found = await lstat(logFile).catch(() => undefined);
  if (!found) return;
  // Also when another user made it, as `sudo` does once in a while: we could not write to it. And a link
  // would have us write to who knows what.
  const foreign = found.uid !== process.getuid?.() || !found.isFile();
  if (foreign || found.size > LOG_LIMIT_BYTES) await rename(logFile, `${logFile}.1`);
}

function signal(server: { pid: number; birth: string }, name: NodeJS.Signals): void {
  if (birthOf(server.pid) !== server.birth) return;
  try {
    process.kill(server.pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function gone(server: { pid: number; birth: string }, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (birthOf(server.pid) === server.birth) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
