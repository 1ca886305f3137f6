import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { findProgram } from "./chromium";

export interface TestPgBouncer {
  url: string;
  stop(): Promise<void>;
}

interface PgBouncerSetup {
  poolMode: "session" | "transaction" | "statement";
  /** What clients say of themselves and it drops. */
  ignores: readonly string[];
}

/** The user of no files: PgBouncer does not run as root. */
const NOBODY = { uid: 65_534, name: "nobody" };

/** A real PgBouncer on a free port of the loopback, before the database of a URL. */
export async function startPgBouncer(
  databaseUrl: string,
  { poolMode, ignores }: PgBouncerSetup,
): Promise<TestPgBouncer> {
  const program = findProgram("pgbouncer");
  if (!program) throw new Error("install pgbouncer: your system's package pgbouncer");
  const port = await getPort({ host: "127.0.0.1" });
  const { hostname, port: serverPort, pathname, username, password } = new URL(databaseUrl);
  const name = pathname.slice(1);
  const folder = await mkdtemp(path.join(os.tmpdir(), "latchkey-pgbouncer-"));
  const settings = path.join(folder, "pgbouncer.ini");
  await writeFile(
    settings,
    [
      "[databases]",
      `${name} = host=${hostname} port=${serverPort || 5432} dbname=${name} user=${decodeURIComponent(username)} password='${decodeURIComponent(password)}'`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${port}`,
      "unix_socket_dir =",
      "auth_type = any",
      `pool_mode = ${poolMode}`,
      "default_pool_size = 20",
      `ignore_startup_parameters = ${ignores.join(",")}`,
      "",
    ].join("\n"),
  );
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    for (const file of [folder, settings]) await chown(file, NOBODY.uid, NOBODY.uid);
    await chmod(folder, 0o700);
  }
  const args = ["-q", ...(isRoot ? ["-u", NOBODY.name] : []), settings];
  const child = spawn(program, args, { stdio: "ignore" });
  await untilItListens(port, child);
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    async stop() {
      const exit = once(child, "exit");
      if (child.exitCode === null && child.kill("SIGKILL")) await exit;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilItListens(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    const listens = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (listens) return;
    await new Promise((resume) => setTimeout(resume, 25));
  }
  throw new Error("pgbouncer did not start");
}
