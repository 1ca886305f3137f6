import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import getPort from "get-port";
import { APP_BUNDLE, SERVER_BUNDLE } from "@/scripts/bundle-server";
import { type OwnDatabase, ownDatabase } from "../database";
import { eventually } from "../http/call";
import { childrenOf, isAlive } from "./process-table";
import { type Ended, Running } from "./running";
import { ROOT } from "../root";

export const SERVICE_TOKEN = "service-token-of-the-tests-of-processes";

/** It takes two seconds, and on a busy machine some more. */
const START_MS = 60_000;
export const READY = /^Latchkey is ready on (http:\S+)$/;

export interface ServerSetup {
  /** Beside what the server of every test has. */
  env?: Record<string, string>;
  /** Of its command line. */
  args?: readonly string[];
  /** One that outlives the server; left out: one of its own. */
  database?: OwnDatabase;
  /** The same. */
  dataDir?: string;
  /** A folder like the project's own, which holds the build. */
  root?: string;
  leadsGroup?: boolean;
  /** False: it is handed over as soon as it is begun. */
  waitsUntilReady?: boolean;
}

/** A line of the log. */
export interface LogLine {
  msg?: string;
  [field: string]: unknown;
}

/** An environment in which nothing of a developer's own is left. */
export function serverEnv(databaseUrl: string, dataDir: string): Record<string, string> {
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    DATABASE_URL: databaseUrl,
    REDIS_URL: "",
    UPSTASH_REDIS_REST_URL: "",
    UPSTASH_REDIS_REST_TOKEN: "",
    AUTH_SECRET: "a secret for tests only, long enough",
    NEXTAUTH_URL: "",
    LATCHKEY_DATA_DIR: dataDir,
    LATCHKEY_UPSTREAM: "",
    LATCHKEY_TRUSTED_PROXIES: "",
    LATCHKEY_IP_BLOCK: "off",
    LATCHKEY_LOG_LEVEL: "info",
    LATCHKEY_SERVICE_TOKEN: SERVICE_TOKEN,
    SMTP_URL: "",
    LATCHKEY_MAILS_IN_LOG: "on",
  };
}

/** The built server: its two processes, and the database and data directory on which they work. */
export class TestServer extends Running {
  /** The app's processes, so far as anybody has asked for them. */
  private readonly apps = new Set<number>();

  private constructor(
    readonly port: number,
    readonly database: OwnDatabase,
    readonly dataDir: string,
    /** Its own folder of temporary files. */
    private readonly temporary: string,
    private readonly setup: ServerSetup,
  ) {
    const { root = ROOT, env, args = [], leadsGroup } = setup;
    super([SERVER_BUNDLE, ...args], {
      cwd: root,
      env: {
        ...serverEnv(database.url, dataDir),
        TMPDIR: temporary,
        PORT: String(port),
        ...env,
      },
      leadsGroup,
    });
  }

  /** Starts one, which is to be removed. */
  static async start(setup: ServerSetup = {}): Promise<TestServer> {
    const database = setup.database ?? (await ownDatabase());
    const dataDir = setup.dataDir ?? mkdtempSync(path.join(os.tmpdir(), "latchkey-data-"));
    const temporary = mkdtempSync(path.join(os.tmpdir(), "lk-"));
    // Not any free port that it finds itself: it serves before it says which.
    const server = new TestServer(await getPort(), database, dataDir, temporary, setup);
    try {
      if (setup.waitsUntilReady ?? true) await server.ready();
      return server;
    } catch (error) {
      await server.remove();
      throw error;
    }
  }

  /** Waits for the ready line. */
  async ready(): Promise<void> {
    await this.printed(READY, START_MS);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What both processes have written to the log. */
  get log(): LogLine[] {
    return this.err.flatMap((line) => {
      try {
        return [JSON.parse(line) as LogLine];
      } catch {
        return [];
      }
    });
  }

  /** The lines of the log that say something. */
  logged = (message: string): LogLine[] => this.log.filter(({ msg }) => msg === message);

  /** The pid of the app's process; waits until there is one. */
  async appPid(): Promise<number> {
    let pid: number | undefined;
    await eventually(async () => {
      [pid] = await childrenOf(this.pid, APP_BUNDLE);
      return pid !== undefined;
    }, START_MS);
    this.apps.add(pid!);
    return pid!;
  }

  /** The folders of the app's sockets that are there. */
  socketFolders(): string[] {
    return readdirSync(this.temporary).filter((name) => name.startsWith("latchkey-"));
  }

  /** Where the app listens. */
  appSocket(): string {
    const [folder] = this.socketFolders();
    const [name] = readdirSync(path.join(this.temporary, folder!));
    return path.join(this.temporary, folder!, name!);
  }

  /** How the app is doing, as `/readyz` tells it. */
  async app(): Promise<{ state: string; restarts: number }> {
    const answer = await fetch(`${this.origin}/readyz`);
    const said = (await answer.json()) as { app: { state: string; restarts: number } };
    return said.app;
  }

  /** The value of a metric that has no labels. */
  async metric(name: string): Promise<number> {
    const headers = { Authorization: `Bearer ${SERVICE_TOKEN}` };
    const text = await (await fetch(`${this.origin}/metrics`, { headers })).text();
    return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  }

  /** Asks it to end, and waits until both processes have. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<Ended & { tookMs: number }> {
    const sentMs = performance.now();
    this.signal(signal);
    const ended = await this.ended;
    return { ...ended, tookMs: performance.now() - sentMs };
  }

  /** Ends both processes, whatever state they are in, and takes away what is its own. */
  async remove(): Promise<void> {
    // The front door may have been taken from it by its test.
    const started = new Set([...this.apps, ...(await childrenOf(this.pid))]);
    this.signal("SIGKILL");
    await this.exited;
    for (const pid of started) if (await isAlive(pid)) process.kill(pid, "SIGKILL");
    await this.ended;
    rmSync(this.temporary, { recursive: true, force: true });
    if (!this.setup.database) await this.database.remove();
    if (!this.setup.dataDir) rmSync(this.dataDir, { recursive: true, force: true });
  }
}
