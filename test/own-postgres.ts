import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { openSql } from "@/db/client";
import { binariesFor } from "@/db/embedded/binaries";
import { runAs, type ServerUser, serverUserFor, spawnOptionsFor } from "@/db/embedded/server-user";

const START_MS = 60_000;

export interface OwnPostgresSetup {
  settings?: Record<string, string>;
  /** Lines of pg_hba.conf; left out: a password for everybody. */
  access?: string[];
  /** Files that the server alone may read, by their names in its folder. */
  files?: Record<string, string>;
}

/** A PostgreSQL of a test's own, of which the test is the superuser. */
export class OwnPostgres {
  private constructor(
    readonly port: number,
    /** Where its socket is, too. */
    readonly folder: string,
    readonly password: string,
    private readonly child: ChildProcess,
  ) {}

  static async start({ settings = {}, access, files = {} }: OwnPostgresSetup = {}) {
    const folder = await mkdtemp(path.join(os.tmpdir(), "lk-own-"));
    const user = await serverUserFor(path.join(folder, "data"));
    await giveTo(user, folder);
    const { initdb, postgres } = await binariesFor(user, folder, () => {});
    const password = randomBytes(12).toString("hex");
    const data = path.join(folder, "data");
    const made = await runAs(
      user,
      folder,
      "sh",
      ["-c", 'cat | "$@"', "initdb", initdb, "-D", data, "-U", "postgres"].concat(
        ["--pwfile=/dev/stdin", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
        ["--no-sync", "--no-instructions"],
      ),
      `${password}\n`,
    );
    if (made.code !== 0) throw new Error(`initdb failed: ${made.stderr}`);
    const lines = access ?? [
      "local all all scram-sha-256",
      "host all all 127.0.0.1/32 scram-sha-256",
    ];
    await writeFile(path.join(data, "pg_hba.conf"), `${lines.join("\n")}\n`);
    for (const [name, text] of Object.entries(files)) {
      await writeFile(path.join(folder, name), text, { mode: 0o600 });
      await giveTo(user, path.join(folder, name));
    }
    const port = await getPort({ host: "127.0.0.1" });
    const all = {
      port: String(port),
      listen_addresses: "127.0.0.1",
      unix_socket_directories: folder,
      fsync: "off",
      log_line_prefix: "%u ",
      ...settings,
    };
    const child = spawn(
      postgres,
      ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      { ...spawnOptionsFor(user, folder), stdio: ["ignore", "ignore", "pipe"] },
    );
    const own = new OwnPostgres(port, folder, password, child);
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (own.log += text));
    process.once("exit", own.killAtExit);
    try {
      await own.untilItAnswers();
    } catch (error) {
      await own.stop();
      throw error;
    }
    return own;
  }

  private readonly killAtExit = () => void this.child.kill("SIGQUIT");

  /** What it has written to its log. */
  log = "";

  private async untilItAnswers(): Promise<void> {
    const untilMs = performance.now() + START_MS;
    while (!this.log.includes("ready to accept connections")) {
      if (this.child.exitCode !== null || performance.now() > untilMs) {
        throw new Error(`PostgreSQL did not start: ${this.log}`);
      }
      await new Promise((resume) => setTimeout(resume, 25));
    }
  }

  /** A URL over the loopback. */
  urlOf(database: string, { user = "postgres", password = this.password } = {}): string {
    return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** Runs statements one after another as the superuser. @returns the rows of the last */
  async ask(database: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    const url = new URL(this.urlOf(database));
    url.searchParams.set("host", this.folder);
    const sql = openSql({ url: url.href, max: 1, name: "latchkey-test-admin" });
    try {
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) rows = await sql.unsafe(statement);
      return rows;
    } finally {
      await sql.end({ timeout: 1 });
    }
  }

  /** A file of its folder. */
  readonly read = (name: string) => readFile(path.join(this.folder, name), "utf8");

  async stop(): Promise<void> {
    process.off("exit", this.killAtExit);
    if (this.child.exitCode === null) {
      const exit = once(this.child, "exit");
      this.child.kill("SIGQUIT");
      await exit;
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function giveTo({ uid, gid }: ServerUser, file: string): Promise<void> {
  if (uid !== undefined) await chown(file, uid, gid!);
}
