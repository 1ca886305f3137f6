import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openSql } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { ensureCopy } from "./built-copy";
import { type Child, startChild, tsxArgs } from "./children";
import type { Edition } from "./edition";
import { findProgram } from "./find-program";
import { latchkeyEnv, migrateFor, READY, SERVER_BUNDLE, SERVICE_TOKEN } from "./latchkey-process";
import type { LoadGenerator, LoadResult, Load } from "./load/load";
import { undiciLoad } from "./load/undici";
import { wrk } from "./load/wrk";

export const CONNECTIONS = 32;

/** A server of ours, or one that it is compared with. */
export interface Served {
  origin: string;
  pid: number;
  stop(): Promise<void>;
}

/** What a server of ours says at /metrics. */
export async function metricsOf({ origin }: Served): Promise<string> {
  const headers = { Authorization: `Bearer ${SERVICE_TOKEN}` };
  return (await fetch(`${origin}/metrics`, { headers })).text();
}

interface BedOptions {
  quick: boolean;
  say: (line: string) => void;
  now: Edition;
}

/**
 * What benchmarks share: a PostgreSQL, built editions, a load generator, a folder, and the duty to
 * end all that was started.
 */
export class Bed {
  /** Pairs that are measured. */
  readonly rounds: number;
  /** How long each side of a pair is under load. */
  readonly seconds: number;
  private readonly cleanups: Array<() => Promise<void>> = [];
  private readonly once = new Map<string, Promise<unknown>>();
  private databases = 0;

  private constructor(
    readonly isQuick: boolean,
    readonly dir: string,
    readonly load: LoadGenerator,
    readonly say: (line: string) => void,
    /** What is measured where no other edition is named. */
    readonly now: Edition,
  ) {
    this.rounds = isQuick ? 3 : 7;
    this.seconds = isQuick ? 1 : 3;
    this.cleanups.push(() => rm(dir, { recursive: true, force: true }));
  }

  static async make({ quick, say, now }: BedOptions): Promise<Bed> {
    const program = await findProgram("wrk");
    const dir = await mkdtemp(path.join(os.tmpdir(), "latchkey-bench-"));
    return new Bed(quick, dir, program ? wrk(program) : undiciLoad, say, now);
  }

  /** Ends everything, last started first. */
  async clear(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  /** Has something done at the end, before what was asked for earlier. */
  atEnd(cleanup: () => Promise<void>): void {
    this.cleanups.push(cleanup);
  }

  /** Makes something once, however many figures need it. */
  shared<T>(name: string, make: () => Promise<T>): Promise<T> {
    let made = this.once.get(name) as Promise<T> | undefined;
    if (!made) this.once.set(name, (made = make()));
    return made;
  }

  /** The URL of an embedded PostgreSQL's own database. */
  private postgres(): Promise<string> {
    return this.shared("postgres", async () => {
      const server = await startEmbeddedPostgres({
        dataDir: path.join(this.dir, "database"),
        createsDatabases: true,
      });
      this.atEnd(() => server.stop());
      return server.url;
    });
  }

  /** A new database, without tables. */
  async emptyDatabase(): Promise<string> {
    const server = await this.postgres();
    const name = `bench_${++this.databases}`;
    const sql = openSql({ url: server, max: 1, name: "latchkey-bench" });
    await sql`create database ${sql(name)}`;
    await sql.end();
    const url = new URL(server);
    url.pathname = `/${name}`;
    return url.href;
  }

  /** A new database with the tables of an edition. */
  async database(edition = this.now): Promise<string> {
    const url = await this.emptyDatabase();
    await this.migrate(url, edition);
    return url;
  }

  /** Gives a database the tables of an edition. */
  migrate(url: string, edition: Edition): Promise<void> {
    return migrateFor(edition, url, () => this.copyOf(edition));
  }

  /** The folder of an edition's build. @throws {NotHere} when git does not have its commit */
  copyOf(edition: Edition): Promise<string> {
    return this.shared(`copy of ${edition.name}`, () => ensureCopy(edition, this.say));
  }

  /** A file in the bed's folder. */
  async file(name: string, content: string): Promise<string> {
    const file = path.join(this.dir, name);
    await writeFile(file, content);
    return file;
  }

  /** Starts a process that prints a ready line; it is ended with the bed if not before. */
  async child(...args: Parameters<typeof startChild>): Promise<Child> {
    const child = await startChild(...args);
    this.atEnd(() => child.stop());
    return child;
  }

  /** A server in a TypeScript file under bench that prints `listening on <origin>`. */
  async server(file: string, ...args: string[]): Promise<Served> {
    const child = await this.child(process.execPath, tsxArgs(path.join("bench", file), ...args), {
      ready: /listening on (\S+)/,
    });
    return { origin: child.ready, pid: child.pid, stop: () => child.stop() };
  }

  /** The upstream of every gateway here. */
  hello(): Promise<Served> {
    return this.shared("hello", () => this.server("baselines/hello.ts"));
  }

  /** A data directory for one instance; with a database elsewhere only its journal lies there. */
  dataDir(): Promise<string> {
    return mkdtemp(path.join(this.dir, "instance-"));
  }

  /** Latchkey as `npm start` runs it, on a database that is there. */
  async latchkey(
    databaseUrl: string,
    env: Record<string, string> = {},
    edition = this.now,
  ): Promise<Served> {
    const cwd = await this.copyOf(edition);
    const child = await this.child(process.execPath, [SERVER_BUNDLE], {
      cwd,
      ready: READY,
      env: { ...latchkeyEnv(databaseUrl, await this.dataDir()), ...env },
    });
    return { origin: child.ready, pid: child.pid, stop: () => child.stop() };
  }

  /**
   * Puts a server under load and says how many requests a second it answered.
   * @throws when an answer was not of the expected kind
   */
  async rate(
    load: Omit<Load, "connections" | "seconds"> & { seconds?: number },
    expected: "2xx" | "refused",
  ) {
    const result = await this.load.run({
      connections: CONNECTIONS,
      seconds: this.seconds,
      ...load,
    });
    check(result, expected, load.url);
    return result.requestsPerSecond;
  }
}

function check(result: LoadResult, expected: "2xx" | "refused", url: string): void {
  const unexpected = expected === "2xx" ? result.refused : result.requests - result.refused;
  if (unexpected > 0 || result.errors > 0) {
    throw new Error(
      `${url}: of ${result.requests} answers ${unexpected} were not ${expected}, ` +
        `and ${result.errors} requests failed`,
    );
  }
}
