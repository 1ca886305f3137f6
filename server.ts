import { EventEmitter } from "node:events";
import { realpathSync } from "node:fs";
import type { Server } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase } from "@/db/migrate";
import { Gateway } from "@/lib/gateway/forward";
import { type Env, env, EnvError } from "@/lib/env";
import { frontDoor } from "@/lib/front-door/handler";
import { frontDoorServer, passUpgrades } from "@/lib/front-door/http-server";
import { endKeepAlive, isFlushing } from "@/lib/front-door/http-socket";
import { tuneHeap } from "@/lib/heap";
import { log } from "@/lib/log";
import { Metrics } from "@/lib/metrics";
import { admissionContext, provideRuntime } from "@/lib/runtime";
import { authSecret } from "@/lib/secrets";
import { startFailure } from "@/lib/start-failure";
import { type StartedRuntime, startRuntime } from "@/lib/start-runtime";
import { whyNotReady } from "@/lib/readiness";

/** In-flight requests get this long at the end; the contract allows ten seconds for everything. */
const DRAIN_MS = 6_000;
const STOP_MS = 9_500;
const SWEEP_MS = 100;
/** A client that is about to send its next request on a connection is told with its answer to leave it. */
const LAST_WORD_MS = 500;

export interface ServerOptions {
  isDev?: boolean;
  /** Where to listen when HOST does not say. */
  defaultHost: string;
  /** Called with its URL right before the ready line. */
  beforeReady?: (url: string) => void;
}

/** Brings everything up, serves, and ends the process in order on SIGTERM or SIGINT. */
export async function runServer(options: ServerOptions): Promise<void> {
  const settings = env();
  // In development the compiler's garbage would be collected for nothing.
  if (!options.isDev) tuneHeap();
  // Before anything is started: a secret that is missing is one clear line.
  authSecret(settings);
  const embedded = settings.DATABASE_URL
    ? null
    : await startEmbeddedPostgres({ dataDir: path.resolve(settings.LATCHKEY_DATA_DIR) });
  let runtime: StartedRuntime | undefined;
  const stop = async () => {
    await runtime?.stop();
    await embedded?.stop();
  };
  try {
    const databaseUrl = embedded?.url ?? settings.DATABASE_URL!;
    await migrateDatabase(databaseUrl);
    runtime = await startRuntime(databaseUrl);
    provideRuntime(Promise.resolve(runtime));
    await serve(settings, options, runtime, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function serve(
  settings: Env,
  options: ServerOptions,
  runtime: StartedRuntime,
  stopRuntime: () => Promise<void>,
): Promise<void> {
  const host = settings.HOST ?? options.defaultHost;
  const shutDown = { requested: false };
  const { engine } = runtime;
  // Next would take every upgrade of the server that it is given, the keyed API's too.
  const upgrades = new EventEmitter();
  const app = next({
    dev: options.isDev ?? false,
    dir: path.dirname(fileURLToPath(import.meta.url)),
    hostname: host,
    port: settings.PORT,
    httpServer: upgrades as Server,
  });
  await app.prepare();
  const nextHandler = app.getRequestHandler();
  const gateway = settings.LATCHKEY_UPSTREAM
    ? new Gateway({ origin: settings.LATCHKEY_UPSTREAM })
    : null;
  const handle = frontDoor({
    engine,
    gateway,
    metrics: new Metrics({
      backlog: () => engine.writer.backlog,
      cachedKeys: () => engine.keys.size,
      inTouch: () => engine.isInTouch(),
      planLimitsDegraded: () => runtime.sharedPlanLimits?.isDegraded() ?? false,
    }),
    trustedProxies: settings.LATCHKEY_TRUSTED_PROXIES,
    serviceToken: settings.LATCHKEY_SERVICE_TOKEN,
    whyNotReady: () =>
      shutDown.requested ? Promise.resolve("shutting down") : whyNotReady(runtime),
    isStopping: () => shutDown.requested,
    onError: (error) => log.error({ err: error }, "a request met an error"),
    toRouteHandler: (admission, request, response) =>
      void admissionContext().run(admission, () => nextHandler(request, response)),
    toNext: (request, response) => void nextHandler(request, response),
  });
  const server = frontDoorServer(handle);
  if (options.isDev) passUpgrades(server, upgrades);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.PORT, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const shownHost = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const shown = shownHost.includes(":") ? `[${shownHost}]` : shownHost;
  const url = `http://${shown}:${port}`;
  options.beforeReady?.(url);
  process.stdout.write(`Latchkey is ready on ${url}\n`);

  const drain = async () => {
    // What waits for others of its key need not wait for the requests in flight.
    const written = engine.writer.settle(DRAIN_MS);
    endKeepAlive(sockets);
    // Not as `node:http` closes, which hangs up on idle connections at once: a request may be on its way.
    const closed = new Promise<void>((resolve) => {
      NetServer.prototype.close.call(server, () => resolve());
    });
    let sweep: NodeJS.Timeout | undefined;
    const lastWord = setTimeout(() => {
      sweep = setInterval(() => {
        if (![...sockets].some(isFlushing)) server.closeIdleConnections();
      }, SWEEP_MS);
    }, LAST_WORD_MS);
    const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    await closed;
    clearTimeout(lastWord);
    clearInterval(sweep);
    clearTimeout(cut);
    await gateway?.close();
    await written;
    await stopRuntime();
  };
  const stop = (signal: string) => {
    if (shutDown.requested) return;
    shutDown.requested = true;
    log.info({ signal }, "stopping");
    const giveUp = (error: unknown) => {
      log.fatal({ err: error }, "could not stop cleanly; the journal keeps what is not written");
      process.exit(1);
    };
    setTimeout(() => giveUp(new Error("stopping took too long")), STOP_MS).unref();
    drain().then(() => process.exit(0), giveUp);
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
}

/** Says why a start failed, in one line where it is the operator's to mend, and ends the process. */
export function failedToStart(error: unknown): never {
  // The environment itself may be what cannot be read.
  const line = error instanceof EnvError ? error.message : startFailure(error, env());
  if (line !== null) process.stderr.write(`${line}\n`);
  else log.fatal({ err: error }, "could not start");
  process.exit(1);
}

const isEntry = process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1]);
if (isEntry) {
  const isDev = process.argv.includes("--dev");
  runServer({ isDev, defaultHost: isDev ? "127.0.0.1" : "0.0.0.0" }).catch(failedToStart);
}
