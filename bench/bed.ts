import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openSql } from "@/db/client";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { SERVER_BUNDLE } from "@/scripts/bundle-server";
import { ensureApp } from "./built-copy";
import { type Child, startChild, tsxArgs } from "./children";
import { findProgram } from "./find-program";
import type { LoadGenerator, LoadResult, Load } from "./load/load";
import { undiciLoad } from "./load/undici";
import { wrk } from "./load/wrk";

export const CONNECTIONS = 32;
export const SERVICE_TOKEN = "bench-service-token";

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

/**
 * What benchmarks share: a PostgreSQL, a built app, a load generator, a folder, and the duty to
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
  ) {
    this.rounds = isQuick ? 3 : 7;
    this.seconds = isQuick ? 1 : 3;
    this.cleanups.push(() => rm(dir, { recursive: true, force: true }));
  }

  static async make(options: { quick: boolean; say: (line: string) => void }): Promise<Bed> {
    const program = await findProgram("wrk");
    const dir = await mkdtemp(path.join(os.tmpdir(), "latchkey-bench-"));
    return new Bed(options.quick, dir, program ? wrk(program) : undiciLoad, options.say);
  }

  /** Ends everything, last started first. */
  async clear(): Promise<void> {
    for (const cleanup of this.cleanups.splice(0).reverse()) await cleanup();
  }

  private shared<T>(name: string, make: () => Promise<T>): Promise<T> {
    let made = this.once.get(name) as Promise<T> | undefined;
    if (!made) this.once.set(name, (made = make()));
    return made;
  }

  /** The URL of an embedded PostgreSQL's own database. */
  private postgres(): Promise<string> {
    return this.shared("postgres", async () => {
      const server = await startEmbeddedPostgres({ dataDir: path.join(this.dir, "database") });
      this.cleanups.push(() => server.stop());
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

  /** A new database with our tables. */
  async database(): Promise<string> {
    const url = await this.emptyDatabase();
    await migrateDatabase(url);
    return url;
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
    this.cleanups.push(() => child.stop());
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

  /** Latchkey as `npm start` runs it, on a database that is there. */
  async latchkey(databaseUrl: string, env: Record<string, string> = {}): Promise<Served> {
    const cwd = await this.shared("app", () => ensureApp(this.say));
    const dataDir = await mkdtemp(path.join(this.dir, "instance-"));
    const child = await this.child(process.execPath, [SERVER_BUNDLE], {
      cwd,
      ready: /Latchkey is ready on (\S+)/,
      env: {
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        PORT: "0",
        HOST: "127.0.0.1",
        DATABASE_URL: databaseUrl,
        REDIS_URL: "",
        UPSTASH_REDIS_REST_URL: "",
        UPSTASH_REDIS_REST_TOKEN: "",
        AUTH_SECRET: "a secret for benchmarks only",
        LATCHKEY_DATA_DIR: dataDir,
        LATCHKEY_UPSTREAM: "",
        LATCHKEY_TRUSTED_PROXIES: "",
        LATCHKEY_IP_BLOCK: "off",
        LATCHKEY_LOG_LEVEL: "warn",
        LATCHKEY_SERVICE_TOKEN: SERVICE_TOKEN,
        ...env,
      },
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
