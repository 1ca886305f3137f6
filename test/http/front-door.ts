import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { createServer as createNetServer, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { asc, eq } from "drizzle-orm";
import { requestLogs } from "@/db/schema/requests";
import { Engine } from "@/lib/enforcement/engine";
import type { Admission } from "@/lib/enforcement/admission";
import { MemoryPlanLimits } from "@/lib/enforcement/plan-limits/memory";
import type { IpBlockRule } from "@/lib/env";
import { frontDoor } from "@/lib/front-door/handler";
import { frontDoorServer } from "@/lib/front-door/http-server";
import { Gateway, type GatewayOptions } from "@/lib/gateway/forward";
import { Metrics } from "@/lib/metrics";
import type { TestAccount } from "../account";
import { makeAccount } from "../account";
import { ownDatabase } from "../database";
import { makeKey } from "../key";
import { listen } from "./listen";

export const SERVICE_TOKEN = "service-token-of-tests";

type RouteHandler = (
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
) => void;

export interface FrontDoorSetup {
  gateway?: Omit<GatewayOptions, "origin"> & { origin: string };
  ipBlock?: IpBlockRule | null;
  trustedProxies?: string[];
  serviceToken?: string | undefined;
  route?: RouteHandler;
  whyNotReady?: () => Promise<string | null>;
  isStopping?: () => boolean;
  /** How long a client may neither take nor send what it is expected to. */
  idleMs?: number;
}

const echo: RouteHandler = ({ key }, request, response) => {
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Echo-Header", "of the handler");
  response.write("{");
  const said = JSON.stringify({ method: request.method, url: request.url, alias: key?.alias });
  response.end(said.slice(1));
};

/**
 * The front door in this process, without Next: a real engine on a real PostgreSQL in front of a
 * handler that answers as a route would. Everything else is a 404.
 */
export async function startFrontDoor(setup: FrontDoorSetup = {}) {
  const own = await ownDatabase();
  const journalRoot = mkdtempSync(path.join(os.tmpdir(), "latchkey-http-"));
  const errors: unknown[] = [];
  const note = (fields: object) => void errors.push((fields as { err?: unknown }).err ?? fields);
  const engine = new Engine({
    databaseUrl: own.url,
    journalRoot,
    ipBlock: setup.ipBlock ?? null,
    planLimits: new MemoryPlanLimits(),
    log: { info: () => {}, warn: note, error: note },
  });
  await engine.start();
  const gateway = setup.gateway ? new Gateway(setup.gateway) : null;
  const server = frontDoorServer(
    frontDoor({
      engine,
      gateway,
      metrics: new Metrics({
        backlog: () => 0,
        cachedKeys: () => 0,
        inTouch: () => true,
        planLimitsDegraded: () => false,
      }),
      trustedProxies: setup.trustedProxies ?? [],
      serviceToken: "serviceToken" in setup ? setup.serviceToken : SERVICE_TOKEN,
      onError: (error) => errors.push(error),
      whyNotReady: setup.whyNotReady ?? (async () => null),
      isStopping: setup.isStopping,
      toRouteHandler: setup.route ?? echo,
      toNext: (_request, response) => response.writeHead(404).end("next"),
    }),
    { idleMs: setup.idleMs },
  );
  const port = await listen(server);
  const account = await makeAccount(own.db, { cleanup: false });
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    engine,
    account,
    db: own.db,
    /** What engine and front door complained about. */
    errors,
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
      await gateway?.close();
      await engine.stop();
      await own.remove();
      rmSync(journalRoot, { recursive: true, force: true });
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
