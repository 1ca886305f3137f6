import { realpathSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbeddedPostgres } from "@/db/embedded";
import { migrateDatabase, refuseOtherSchema } from "@/db/migrate";
import { withServerSettings } from "@/db/server-settings";
import { findTokenId } from "@/db/queries/token-id";
import { AppProcess } from "@/lib/app-process/app-process";
import type { Question } from "@/lib/app-process/messages";
import { sessionCookies } from "@/lib/auth/session-cookie";
import { dataDirectory } from "@/lib/settings/data-directory";
import { type Env, env, EnvError, inheritedEnvironment, unknownSettings } from "@/lib/env";
import { EventLoopDelay } from "@/lib/process/event-loop-delay";
import { Cors } from "@/lib/front-door/keyed/cors";
import { Drain } from "@/lib/front-door/drain";
import { frontDoor } from "@/lib/front-door/handler";
import { healthServer } from "@/lib/front-door/health/health-server";
import type { HealthParts } from "@/lib/front-door/health/own-endpoints";
import { frontDoorServer } from "@/lib/front-door/http-server";
import { Load } from "@/lib/front-door/load/load";
import { operatorCallers } from "@/lib/front-door/pages/operator-callers";
import { PageBodies } from "@/lib/front-door/pages/page-bodies";
import { PageGate } from "@/lib/front-door/pages/page-gate";
import { passUpgrades } from "@/lib/front-door/pages/pass-upgrades";
import { ServiceCallers } from "@/lib/front-door/health/service-callers";
import { UnknownProxy } from "@/lib/front-door/unknown-proxy";
import { Upstream } from "@/lib/gateway/upstream";
import { type Ending, endOnSignals } from "@/lib/front-door/end-on-signals";
import { tuneHeap } from "@/lib/process/heap";
import { keepTellingNotes } from "@/lib/instance/notes";
import { type Instance, journalRootOf, startInstance } from "@/lib/instance/instance";
import { log } from "@/lib/log";
import { watchPressure } from "@/lib/process/loop-pressure";
import { Metrics } from "@/lib/metrics/metrics";
import { type MeasuredParts, metricsSources } from "@/lib/metrics/sources";
import { planLimitsNote, whyNotReady } from "@/lib/instance/readiness";
import { authSecret } from "@/lib/settings/secrets";
import { startFailure } from "@/lib/instance/start-failure";
import { vitalsOf } from "@/lib/app-process/vitals";

/*
 * The front door's process: it starts the app's process and the database, joins the instances, serves, and
 * ends all of it in order.
 */

const ROOT = path.dirname(fileURLToPath(import.meta.url));
/** What `npm run build` makes of app-server.ts. */
const APP_BUNDLE = path.join(ROOT, ".next", "latchkey-app.mjs");
const APP_SOURCE = path.join(ROOT, "app-server.ts");
/** What a killed front door has left may be of either, on the same data. */
const APP_PROGRAMS = [APP_BUNDLE, APP_SOURCE].map((file) => path.basename(file));

/**
 * Next makes much garbage for each request, and none of it lives for long: in a larger new space less of it is
 * copied, and none is made in the old one (docs/decisions/0009-heap.md).
 */
const APP_FLAGS = ["--max-semi-space-size=32", "--no-allocation-site-pretenuring"];

/** What it takes to end besides what is in flight: writing rows, the app, the database. */
const STOP_SLACK_MS = 3_500;
/** Connections that come at once wait here for their turn; the system may allow fewer (net.core.somaxconn). */
const BACKLOG = 4_096;
/** The ready line waits for the app, but not for one that does not come up. */
const APP_START_MS = 30_000;

/** How long the app may be kept waiting for rows: a page would rather miss the last ones. */
const PAGE_WAITS_MS = 500;
const HANDLER_WAITS_MS = 3_000;

export interface ServerOptions {
  isDev?: boolean;
  /** False: it starts on a database that is up to date, or not at all. */
  changesSchema?: boolean;
  /** Where to listen when HOST does not say. */
  defaultHost: string;
  /** Called with its URL right before the ready line. */
  beforeReady?: (url: string) => void;
}

/** Brings everything up, serves, and ends the process in order on SIGTERM or SIGINT. */
export async function runServer(options: ServerOptions): Promise<void> {
  const settings = env();
  for (const { name, nearest } of unknownSettings()) {
    log.warn({ variable: name, nearest }, `${name} is no setting: is ${nearest} meant?`);
  }
  // In development the compiler's garbage would be collected for nothing.
  if (!options.isDev) tuneHeap();
  // Before anything is started: a secret that is missing is one clear line.
  authSecret(settings);
  let begin!: (started: Started) => void;
  // Where the start fails, nobody is answered: the app ends with us.
  const started = new Promise<Started>((resolve) => (begin = resolve));
  const load = new Load(settings.LATCHKEY_REQUESTS_AT_ONCE, { isDev: options.isDev });
  const app = appProcess(options.isDev ?? false, started, load);
  let embedded: Awaited<ReturnType<typeof startEmbeddedPostgres>> | null = null;
  let instance: Instance | undefined;
  const stop = async () => {
    // Each is ended, whatever happens to the others.
    const ended = await Promise.allSettled([app.end(), instance?.stop()]);
    await embedded?.stop();
    for (const each of ended) if (each.status === "rejected") throw each.reason;
  };
  // Before anything is started that would be left behind.
  const prestopMs = settings.LATCHKEY_PRESTOP_S * 1000;
  const drainMs = settings.LATCHKEY_DRAIN_S * 1000;
  const ending = endOnSignals(stop, prestopMs + drainMs + STOP_SLACK_MS);
  // It comes up while the database does.
  app.start();
  try {
    embedded = settings.DATABASE_URL
      ? null
      : await startEmbeddedPostgres({
          dataDir: path.resolve(settings.LATCHKEY_DATA_DIR),
          complain: (line) => log.warn(line),
        });
    const databaseUrl = embedded?.url ?? settings.DATABASE_URL!;
    await (options.changesSchema === false ? refuseOtherSchema : migrateDatabase)(databaseUrl);
    const servedUrl = withServerSettings(databaseUrl);
    instance = await startInstance(servedUrl);
    begin({ databaseUrl: servedUrl, instance });
    const drain = new Drain({ prestopMs, drainMs });
    await serve(settings, options, { instance, app, load, stop, ending, drain });
  } catch (error) {
    // Told to end amid the start: what fails of it then fails for that, and the process is about to end.
    if (ending.isRequested) return;
    await stop();
    throw error;
  }
}

/** What the app may ask about. */
interface Started {
  databaseUrl: string;
  instance: Instance;
}

/** The app's process, which is not begun yet. */
function appProcess(isDev: boolean, started: Promise<Started>, load: Load): AppProcess {
  const program = isDev ? APP_SOURCE : APP_BUNDLE;
  return new AppProcess({
    args: isDev ? ["--import", "tsx", program, "--dev"] : [...APP_FLAGS, program],
    env: inheritedEnvironment(),
    isDev,
    notes: { folder: path.join(dataDirectory(env()), "apps"), programs: APP_PROGRAMS },
    answer: async (question) => answerApp(question, await started),
    onPressure: (pressure) => load.noteAppPressure(pressure),
    log,
  });
}

async function answerApp(question: Question, { databaseUrl, instance }: Started): Promise<string> {
  if (question.about === "database") return databaseUrl;
  const { whose } = question;
  const atMostMs = "keyId" in whose ? HANDLER_WAITS_MS : PAGE_WAITS_MS;
  await instance.engine.writer.settle(atMostMs, whose);
  return "written";
}

interface Running {
  instance: Instance;
  app: AppProcess;
  load: Load;
  stop(): Promise<void>;
  ending: Ending;
  drain: Drain;
}

async function serve(settings: Env, options: ServerOptions, running: Running): Promise<void> {
  const { instance, app, load, stop, ending, drain } = running;
  const host = settings.HOST ?? options.defaultHost;
  const { engine } = instance;
  const service = settings.LATCHKEY_UPSTREAM
    ? new Upstream({ origin: settings.LATCHKEY_UPSTREAM })
    : null;
  const unknownProxy = new UnknownProxy(log);
  const gate = new PageGate(settings.LATCHKEY_PAGES_AT_ONCE);
  if (!options.isDev) watchPressure((pressure) => load.notePressure(pressure));
  const callers = new ServiceCallers(settings.LATCHKEY_SERVICE_TOKEN);
  const notes = () => operatorNotes(instance, unknownProxy);
  const endTelling = keepTellingNotes({ sql: instance.sql, instanceId: () => engine.id, notes });
  const health = {
    ...healthParts(settings, running, { service, gate, callers, notes }),
    onError: (error: unknown) => log.error({ err: error }, "a request met an error"),
  };
  const server = frontDoorServer(
    frontDoor({
      ...health,
      engine,
      callers,
      publicUrl: settings.NEXTAUTH_URL,
      service,
      app,
      load,
      gate,
      cors: new Cors(settings.LATCHKEY_CORS_ORIGINS),
      bodies: new PageBodies(),
      whoseSession: sessionCookies(authSecret(settings)),
      whoseToken: operatorCallers((hash) => findTokenId(instance.sql, hash)),
      trustedProxies: settings.LATCHKEY_TRUSTED_PROXIES,
      onUnknownProxy: (address) => unknownProxy.seen(address),
      isStopping: () => drain.isRequested,
    }),
  );
  if (options.isDev) {
    passUpgrades(
      server,
      () => app.socketPath,
      (socket) => drain.noteUpgrade(socket),
    );
  }
  drain.watch(server);

  const { LATCHKEY_HEALTH_PORT: healthPort } = settings;
  const healthDoor = healthPort === undefined ? null : healthServer(health, callers);
  if (healthDoor) await listen(healthDoor, healthPort!, host);
  await listen(server, settings.PORT, host);
  const dismissWaiting = () => {
    app.giveUpFirstStart();
    load.close();
    gate.close();
  };
  ending.inOrder = async () => {
    // What waits for others of its key need not wait for the requests in flight.
    const written = engine.writer.settle(settings.LATCHKEY_DRAIN_S * 1000);
    endTelling();
    const wereCut = await drain.run(server, dismissWaiting);
    if (wereCut > 0) log.warn({ connections: wereCut }, "the drain is over: requests were cut");
    healthDoor?.close();
    healthDoor?.closeAllConnections();
    await service?.close();
    await written;
    await stop();
  };
  // Requests for pages wait for the app by themselves; whoever reads the line need not.
  await app.firstStart(APP_START_MS);
  if (drain.isRequested) return;
  tellReady(server, options, host);
}

/** What an operator should know and nobody has to act upon at once. */
async function operatorNotes(instance: Instance, unknownProxy: UnknownProxy): Promise<string[]> {
  const all = [unknownProxy.note, instance.maintenance.note, await planLimitsNote(instance)];
  return all.filter((note) => note !== null);
}

/** How the instance is doing, for balancers and monitors. */
function healthParts(
  settings: Env,
  { instance, app, load, drain }: Running,
  {
    notes,
    ...more
  }: Pick<MeasuredParts, "service" | "gate" | "callers"> & { notes(): Promise<string[]> },
): HealthParts {
  const delay = new EventLoopDelay();
  const vitals = () => vitalsOf(delay);
  const journalRoot = journalRootOf(settings);
  return {
    metrics: new Metrics(metricsSources({ instance, journalRoot, app, load, vitals, ...more })),
    whyNotReady: () =>
      drain.isAnnounced ? Promise.resolve("shutting down") : whyNotReady(instance),
    notes: async () => ({
      notes: await notes(),
      frontDoor: vitals(),
      app: { state: app.state, restarts: app.restarts, ...app.lastVitals },
    }),
  };
}

/** Prints the one line that says where it listens. */
function tellReady(server: Server, { beforeReady }: ServerOptions, host: string): void {
  const { port } = server.address() as AddressInfo;
  const shownHost = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const shown = shownHost.includes(":") ? `[${shownHost}]` : shownHost;
  const url = `http://${shown}:${port}`;
  beforeReady?.(url);
  process.stdout.write(`Latchkey is ready on ${url}\n`);
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
}

/** Says why a start failed, in one line where it is the operator's to mend, and ends the process. */
export function failedToStart(error: unknown): never {
  // The environment itself may be what cannot be read.
  const line = error instanceof EnvError ? error.message : startFailure(error, env());
  if (line !== null) process.stderr.write(`${line}\n`);
  else log.fatal({ err: error }, "could not start");
  process.exit(1);
}

/** Starts as the command line says. One that is mistyped ends it: `--nomigrate` must not migrate. */
export function startByArguments(args: readonly string[]): void {
  const unknown = args.find((arg) => arg !== "--dev" && arg !== "--no-migrate");
  if (unknown !== undefined) {
    process.stderr.write(`${unknown} is not known here: a start takes --no-migrate, or nothing\n`);
    process.exit(2);
  }
  const isDev = args.includes("--dev");
  const changesSchema = !args.includes("--no-migrate");
  const defaultHost = isDev ? "127.0.0.1" : "0.0.0.0";
  runServer({ isDev, changesSchema, defaultHost }).catch(failedToStart);
}

const isEntry = process.argv[1] && fileURLToPath(import.meta.url) === realpathSync(process.argv[1]);
if (isEntry) startByArguments(process.argv.slice(2));
