import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { closeWhereUnread } from "@/lib/app-process/close-unread";
import { consoleToLog } from "@/lib/app-process/console-to-log";
import { endWithFrontDoor } from "@/lib/app-process/end-with-front-door";
import { tellFrontDoor } from "@/lib/app-process/ask-front-door";
import { fetchOwnPages, OWN_ORIGIN } from "@/lib/app-process/fetch-own-pages";
import { joinFirstWrites } from "@/lib/app-process/join-writes";
import { ToApp } from "@/lib/app-process/messages";
import { prerenderedScripts } from "@/lib/app-process/prerendered-scripts";
import { refuseMalformed } from "@/lib/app-process/refuse-malformed";
import { revalidatePages } from "@/lib/app-process/revalidate-pages";
import { securityHeaders } from "@/lib/app-process/security-headers";
import { listenOnAll, socketPaths } from "@/lib/app-process/sockets";
import { unavailableWithoutStorage } from "@/lib/app-process/unavailable-storage";
import { appSocket, dropBlankAddress, env, setNextOrigin } from "@/lib/env";
import { EventLoopDelay } from "@/lib/process/event-loop-delay";
import { log } from "@/lib/log";
import { watchPressure } from "@/lib/process/loop-pressure";
import { watched } from "@/lib/storage/watch";
import { vitalsOf } from "@/lib/app-process/vitals";

/*
 * The app's process: Next.js with pages and route handlers, on a Unix socket that the front door alone can
 * reach. server.ts starts it, watches it, and ends it.
 */

const BEAT_MS = 1_000;
/** The front door has let a head in that was as long as it may be, and adds to it. */
const MAX_HEADER_BYTES = 64 * 1024;
/** Connections may wait at each socket while a page is rendered. */
const BACKLOG = 1_024;

const isDev = process.argv.includes("--dev");
// A developer reads what Next prints; a log is read by machines.
if (!isDev) consoleToLog(log);
process.on("warning", (warning) => log.warn({ err: warning }, "a warning of Node.js"));
process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "the app met an error that nothing caught");
  process.exit(1);
});

async function main(): Promise<void> {
  const socketPath = appSocket();
  endWithFrontDoor(path.dirname(socketPath), () => process.exit(0));
  setNextOrigin(OWN_ORIGIN);
  fetchOwnPages(socketPath);
  // The console is the log's before any of its code runs.
  const { default: next } = await import("next");
  const { parseAndValidateFlightRouterState: readRouterState } =
    await import("next/dist/server/app-render/parse-and-validate-flight-router-state.js");
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    // The front door keeps the deadlines; a connection that it keeps is kept here.
    keepAliveTimeout: 0,
    headersTimeout: 0,
    requestTimeout: 0,
    requireHostHeader: false,
  });
  // By itself Node.js leaves out what comes after a thousand headers; the front door has bounded their length.
  server.maxHeadersCount = 0;
  const dir = path.dirname(fileURLToPath(import.meta.url));
  const app = next({
    dev: isDev,
    dir,
    // Next makes a request's URL of these; the host that was asked for is in its headers.
    hostname: "localhost",
    port: env().PORT,
    httpServer: server,
  });
  await app.prepare();
  dropBlankAddress();
  const handle = app.getRequestHandler();
  const setSecurityHeaders = securityHeaders({
    prerendered: isDev ? null : await prerenderedScripts(path.join(dir, ".next")),
  });
  server.on("request", (request, response) => {
    closeWhereUnread(request, response);
    if (refuseMalformed(request, response, readRouterState)) return;
    setSecurityHeaders(request, response);
    revalidatePages(response);
    joinFirstWrites(response);
    const watch = { failure: null };
    unavailableWithoutStorage(request, response, watch, log);
    watched(watch, () => handle(request, response)).catch((error: unknown) => {
      log.error({ err: error }, "a page met an error");
      response.destroy();
    });
  });
  await listenOnAll(server, socketPaths(socketPath), BACKLOG);
  process.on("message", (raw) => {
    if (ToApp.safeParse(raw).data?.type !== "end") return;
    // What was left to be done after an answer, a mail for instance, is done first.
    void app.close().finally(() => process.exit(0));
  });
  const delay = new EventLoopDelay();
  const beat = () =>
    tellFrontDoor({
      type: "beat",
      vitals: vitalsOf(delay),
    });
  setInterval(beat, BEAT_MS);
  beat();
  watchPressure((pressure) => tellFrontDoor({ type: "pressure", pressure }));
  tellFrontDoor({ type: "ready" });
}

main().catch((error: unknown) => {
  log.fatal({ err: error }, "the app could not start");
  process.exit(1);
});
