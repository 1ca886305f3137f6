import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { chown } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import { openSql } from "@/db/client";
import { serverUserFor } from "@/db/embedded/server-user";

/** Where Debian keeps each version. */
const VERSIONS = "/usr/lib/postgresql";
/** It is awaited by its own word; this is for a start that hangs. */
const PATIENCE_MS = 60_000;

function programs(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  if (!newest) throw new Error("install your system's PostgreSQL server: the package postgresql");
  return path.join(VERSIONS, newest, "bin");
}

/** Why there is none here, or null. */
export const whyNoSystemPostgres: string | null =
  existsSync(VERSIONS) && readdirSync(VERSIONS).length > 0
    ? null
    : "they need the system's PostgreSQL server: the package postgresql";

/** How a server stops: in order, or as if its machine had lost its power. */
export type StopMode = "fast" | "immediate";

/** A PostgreSQL of the system's packages, with replication, on a free port of the loopback. */
export class SystemPostgres {
  private constructor(
    readonly port: number,
    private readonly home: string,
    private readonly user: { uid?: number; gid?: number },
  ) {}

  private static async place(): Promise<SystemPostgres> {
    const home = mkdtempSync(path.join(os.tmpdir(), "lk-pg-"));
    const { uid, gid } = await serverUserFor(path.join(home, "data"));
    if (uid !== undefined) await chown(home, uid, gid!);
    return new SystemPostgres(await getPort({ host: "127.0.0.1" }), home, { uid, gid });
  }

  /** Makes an empty cluster, and starts it. @param settings lines of postgresql.conf */
  static async start(settings: Record<string, string> = {}): Promise<SystemPostgres> {
    const made = await SystemPostgres.place();
    await made.run("initdb", ["-D", made.data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]);
    await made.go(settings);
    return made;
  }

  /** Makes a standby of a server that streams from it, and starts it. */
  static async standbyOf(
    primary: SystemPostgres,
    settings: Record<string, string> = {},
  ): Promise<SystemPostgres> {
    const made = await SystemPostgres.place();
    const from = ["-h", "127.0.0.1", "-p", String(primary.port), "-U", "postgres"];
    await made.run("pg_basebackup", [...from, "-D", made.data, "-R", "-X", "stream"]);
    await made.go(settings);
    return made;
  }

  private get data(): string {
    return path.join(this.home, "data");
  }

  urlOf(database: string): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${database}`;
  }

  private async run(program: string, args: string[]): Promise<string> {
    const { stdout } = await execa(path.join(programs(), program), args, {
      ...this.user,
      cwd: this.home,
      timeout: PATIENCE_MS,
      env: { LC_ALL: "C.UTF-8" },
    });
    return stdout;
  }

  /**
   * Runs a program that comes with the server, as the server's user.
   * @param tolerated a failure that says this is none
   * @returns what it prints
   */
  async tool(program: string, args: string[], tolerated?: RegExp): Promise<Buffer> {
    const { stdout, stderr, failed } = await execa(path.join(programs(), program), args, {
      ...this.user,
      cwd: this.home,
      encoding: "buffer",
      reject: false,
      env: { LC_ALL: "C.UTF-8" },
    });
    const said = Buffer.from(stderr).toString();
    if (failed && !tolerated?.test(said)) throw new Error(`${program} failed: ${said}`);
    return Buffer.from(stdout);
  }

  /** Puts a file where such programs can read it. @returns where */
  keep(name: string, bytes: Buffer): string {
    const file = path.join(this.home, name);
    writeFileSync(file, bytes, { mode: 0o644 });
    return file;
  }

  private async control(args: string[]): Promise<void> {
    await this.run("pg_ctl", ["-D", this.data, "-w", "-s", ...args]);
  }

  /** Starts it, the first time or again. */
  async go(settings: Record<string, string> = {}): Promise<void> {
    mkdirSync(this.home, { recursive: true });
    const all = {
      port: String(this.port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: this.home,
      ...settings,
    };
    const options = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`);
    await this.control(["-l", path.join(this.home, "log"), "-o", options.join(" "), "start"]);
  }

  async stop(mode: StopMode = "fast"): Promise<void> {
    await this.control(["-m", mode, "stop"]);
  }

  async promote(): Promise<void> {
    await this.control(["promote"]);
  }

  /** Runs a statement as the superuser. */
  async ask<Row extends Record<string, unknown>>(
    statement: string,
    database = "postgres",
  ): Promise<Row[]> {
    const sql = openSql({
      url: this.urlOf(database),
      max: 1,
      name: "latchkey-test-admin",
      statementTimeoutMs: 0,
    });
    try {
      return (await sql.unsafe(statement)) as unknown as Row[];
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  async remove(): Promise<void> {
    await this.stop("immediate").catch(() => {});
    rmSync(this.home, { recursive: true, force: true });
  }
}
