import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import { createServer as createNetServer, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { asc, eq } from "drizzle-orm";
import { openSql } from "@/db/client";
import { findTokenId } from "@/db/queries/token-id";
import { requestLogs } from "@/db/schema/requests";
import type { AppState } from "@/lib/app-process/app-process";
import { makeSocketFolder } from "@/lib/app-process/socket-folder";
import { Engine } from "@/lib/enforcement/instance/engine";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import { openPostgresStore } from "@/lib/enforcement/postgres-store";
import type { IpBlockRule } from "@/lib/env";
import { EventLoopDelay } from "@/lib/process/event-loop-delay";
import { frontDoor } from "@/lib/front-door/handler";
import { frontDoorServer } from "@/lib/front-door/http-server";
import { ServiceCallers } from "@/lib/front-door/health/service-callers";
import { Load } from "@/lib/front-door/load/load";
import { operatorCallers } from "@/lib/front-door/pages/operator-callers";
import { PageBodies } from "@/lib/front-door/pages/page-bodies";
import { PageGate } from "@/lib/front-door/pages/page-gate";
import { Cors } from "@/lib/front-door/keyed/cors";
import type { Patience } from "@/lib/front-door/load/waiting-line";
import type { App } from "@/lib/front-door/load/way-to-app";
import { Upstream, type UpstreamOptions } from "@/lib/gateway/upstream";
import { startMaintenance } from "@/lib/instance/maintenance";
import { Metrics } from "@/lib/metrics/metrics";
import { metricsSources } from "@/lib/metrics/sources";
import { vitalsOf } from "@/lib/app-process/vitals";
import type { Caller } from "@/lib/with-api-key";
import type { TestAccount } from "../account";
import { makeAccount } from "../account";
import { ownDatabase } from "../database";
import { makeKey } from "../key";
import { listen } from "./listen";

export const SERVICE_TOKEN = "service-token-of-tests-long-enough";

/** The headers of somebody who is signed in, where a test says nothing else of sessions. */
export const SIGNED_IN = { Cookie: "us=1" };

export interface FrontDoorSetup {
  service?: UpstreamOptions;
  ipBlock?: IpBlockRule | null;
  trustedProxies?: string[];
  corsOrigins?: string[];
  publicUrl?: string;
  serviceToken?: string | undefined;
  /** What the app serves: keyed endpoints and pages. */
  app?: RequestListener;
  /** How long the app may take; as for any upstream. */
  appDeadlines?: Partial<UpstreamOptions>;
  pagesAtOnce?: number;
  requestsAtOnce?: number;
  /** How long handlers wait for their turn in the app. */
  patience?: Patience;
  whoseSession?: (cookie: string) => Promise<string | null>;
  whyNotReady?: () => Promise<string | null>;
  isStopping?: () => boolean;
  /** Where the journal lies; a folder that is removed at the end where none is given. */
  journalRoot?: string;
  /** How long a client may neither take nor send what it is expected to. */
  idleMs?: number;
}

const APP_TOKEN = "token-of-tests";

/** Answers keyed requests as a route handler would; everything else is a 404. */
const echo: RequestListener = (request, response) => {
  if (request.headers["latchkey-app-token"] !== APP_TOKEN) {
    response.writeHead(404).end("next");
    return;
  }
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Echo-Header", "of the handler");
  const caller = JSON.parse(decodeURIComponent(String(request.headers["latchkey-caller"])));
  const { alias } = (caller as Caller).key;
  response.write("{");
  response.end(JSON.stringify({ method: request.method, url: request.url, alias }).slice(1));
};

/** An app on a Unix socket of its own, without Next, and the front door's way to it. */
async function startApp(handle: RequestListener, deadlines: Partial<UpstreamOptions> = {}) {
  const folder = makeSocketFolder();
  const socketPath = path.join(folder.path, "app.sock");
  const server = createServer({ requireHostHeader: false, maxHeaderSize: 64 * 1024 }, handle);
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const upstream = new Upstream({
    ...{ origin: "http://localhost", socketPaths: [socketPath], isOurs: true },
    ...deadlines,
  });
  const app = {
    token: APP_TOKEN,
    upstream,
    state: "up" as AppState,
    firstStart: async () => {},
  };
  return {
    app: app as App & { upstream: Upstream | null; state: AppState },
    async stop() {
      await upstream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      folder.remove();
    },
  };
}

/**
 * The front door in this process: a real engine on a real PostgreSQL, in front of an app that listens on
 * a Unix socket as Next does.
 */
export async function startFrontDoor(setup: FrontDoorSetup = {}) {
  const own = await ownDatabase();
  const journalRoot = setup.journalRoot ?? mkdtempSync(path.join(os.tmpdir(), "latchkey-http-"));
  const errors: unknown[] = [];
  const lines: string[] = [];
  const note = (fields: object, line: string) => {
    errors.push((fields as { err?: unknown }).err ?? fields);
    lines.push(line);
  };
  const engine = new Engine({
    store: openPostgresStore(own.url),
    journalRoot,
    ipBlock: setup.ipBlock ?? null,
    planLimits: new MemoryPlanLimits(),
    log: { info: () => {}, warn: note, error: note },
  });
  await engine.start();
  const service = setup.service ? new Upstream(setup.service) : null;
  const { app, stop: stopApp } = await startApp(setup.app ?? echo, setup.appDeadlines);
  const state = { unknownProxies: 0 };
  const gate = new PageGate(setup.pagesAtOnce ?? 100);
  const load = new Load(setup.requestsAtOnce ?? 5_000, { patience: setup.patience });
  const callers = new ServiceCallers("serviceToken" in setup ? setup.serviceToken : SERVICE_TOKEN);
  const sql = openSql({ url: own.url, max: 1, name: "latchkey-front-door" });
  const delay = new EventLoopDelay();
  const maintenance = startMaintenance(sql, 90, { info: () => {}, warn: note, error: note });
  const measuredApp = {
    state: "up" as const,
    restarts: 3,
    lastVitals: null,
    upstreamErrors: app.upstream!.errors,
  };
  const metrics = new Metrics(
    metricsSources({
      instance: { engine, sharedPlanLimits: null, sql, maintenance },
      ...{ journalRoot, app: measuredApp },
      ...{ service, gate, load, callers, vitals: () => vitalsOf(delay) },
    }),
  );
  const server = frontDoorServer(
    frontDoor({
      engine,
      service,
      app,
      load,
      gate,
      cors: new Cors(setup.corsOrigins ?? []),
      onUnknownProxy: () => void state.unknownProxies++,
      bodies: new PageBodies(),
      whoseSession:
        setup.whoseSession ?? (async (cookie) => (cookie === SIGNED_IN.Cookie ? "us" : null)),
      whoseToken: operatorCallers((hash) => findTokenId(sql, hash)),
      notes: async () => ({ app: { state: app.state } }),
      metrics,
      publicUrl: setup.publicUrl,
      trustedProxies: setup.trustedProxies ?? [],
      callers,
      onError: (error) => errors.push(error),
      whyNotReady: setup.whyNotReady ?? (async () => null),
      isStopping: setup.isStopping,
    }),
    { idleMs: setup.idleMs },
  );
  const port = await listen(server);
  const account = await makeAccount(own.db, { cleanup: false });
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    serviceToken: "serviceToken" in setup ? setup.serviceToken : SERVICE_TOKEN,
    engine,
    /** What the front door was told besides. */
    state,
    /** As the front door sees it: a test may take it away. */
    app,
    /** What is under way. */
    load,
    /** The places of requests for pages. */
    gate,
    account,
    db: own.db,
    databaseUrl: own.url,
    /** What engine and front door complained about. */
    errors,
    /** What the engine said of it in its log. */
    lines,
    journalRoot,
    key: (overrides: Parameters<typeof makeKey>[1] = {}, of: TestAccount = account) =>
      makeKey(of.ctx, overrides),
    /** A key of an account of its own. */
    async freshKey(overrides: Parameters<typeof makeKey>[1] = {}, plan = "scale") {
      const account = await makeAccount(own.db, { plan, cleanup: false });
      return { ...(await makeKey(account.ctx, overrides)), account };
    },
    /** The log of a key, oldest first, when all of it is written. */
    async rows(keyId: string) {
      await engine.writer.drain();
      return own.db
        .select()
        .from(requestLogs)
        .where(eq(requestLogs.keyId, keyId))
        .orderBy(asc(requestLogs.id));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await service?.close();
      await stopApp();
      await engine.stop();
      delay.stop();
      maintenance.stop();
      await sql.end({ timeout: 1 });
      await own.remove();
      if (!setup.journalRoot) rmSync(journalRoot, { recursive: true, force: true });
    },
  };
}

export type FrontDoor = Awaited<ReturnType<typeof startFrontDoor>>;

/** An upstream whose behaviour each test sets. */
export async function startUpstream() {
  const state: { handle: RequestListener; connections: number; sockets: Set<Socket> } = {
    handle: (_request, response) => response.end(),
    connections: 0,
    sockets: new Set(),
  };
  const server = createServer((request, response) => state.handle(request, response));
  server.on("connection", (socket: Socket) => {
    state.connections++;
    state.sockets.add(socket);
    socket.once("close", () => state.sockets.delete(socket));
  });
  const port = await listen(server);
  return Object.assign(state, {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** An upstream that speaks bytes, for what no HTTP server would say. */
export async function startRawUpstream() {
  const state: { handle: (socket: Socket, head: string) => void } = { handle: () => {} };
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    let head = "";
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      state.handle(socket, head);
      head = "";
    });
  });
  const port = await listen(server);
  return Object.assign(state, {
    origin: `http://127.0.0.1:${port}`,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
