import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode } from "@/lib/errors";
import type { BodyAhead, Client, Exchange } from "@/lib/gateway/exchange";
import { pageRequestHeaders } from "@/lib/gateway/request-headers";
import type { Upstream } from "@/lib/gateway/upstream";
import { uuidv7 } from "@/lib/ids";
import { hasLeft, whenLeft } from "./client-left";
import type { PageGate, Place } from "./page-gate";
import { sendPageUnavailable, type Why } from "./page-unavailable";
import { readAhead } from "./read-ahead";
import { limitBodyTime, tellToContinue } from "./request-body";
import { sendError } from "./send-error";
import type { Target } from "./target";

/** The app, as far as the front door must know it. */
export interface App {
  /** Proves to the app that the front door speaks. */
  readonly token: string;
  /** The way to it; null where it is not up. */
  readonly upstream: Upstream | null;
  /** Whether it is coming up for the first time, so that it is worth a wait. */
  readonly state: "starting" | "up" | "down" | "ended";
  firstStart(ms: number): Promise<void>;
}

/** At a start of ours requests for the app wait so long for it. */
const FIRST_START_MS = 15_000;

/** The way to the app; null where it is down. */
export async function wayToApp(app: App | null): Promise<Upstream | null> {
  if (app?.state === "starting") await app.firstStart(FIRST_START_MS);
  return app?.upstream ?? null;
}

export interface PageParts {
  /** Null where there is none to ask. */
  app: App | null;
  gate: PageGate;
  /** Whether a `Cookie` header holds a session of ours. */
  isSignedIn(cookie: string): Promise<boolean>;
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  client: Client;
}

/** Scripts, styles and fonts of a build: a page asks for twenty of them at once. */
const FILES = "/_next/static/";

/** Serves everything that is neither keyed nor the front door's own: by the app, when there is room in it. */
export async function servePage(parts: PageParts, asked: Asked): Promise<void> {
  const { request, response } = asked;
  const requestId = uuidv7();
  limitBodyTime(request);
  tellToContinue(request, response);
  const refuse = (why: Why) => refusePage(asked, requestId, why);
  const ahead = await readAhead(request);
  if (ahead === null || hasLeft(request, response)) return;
  const upstream = await wayToApp(parts.app);
  if (upstream === null) return refuse("down");
  const { cookie } = request.headers;
  const isSignedIn = cookie !== undefined && (await parts.isSignedIn(cookie));
  if (hasLeft(request, response)) return;
  let left!: () => void;
  const gone = new Promise<void>((resolve) => (left = resolve));
  whenLeft(request, response, left);
  const isFile = asked.target.path.startsWith(FILES);
  const place = await parts.gate.enter({ isSignedIn, isFile }, gone);
  if (place === null) return refuse("busy");
  if (hasLeft(request, response)) return place.leave();
  const page = new Page(asked, { requestId, place, ahead });
  void gone.then(() => page.left());
  upstream.forward(page);
}

/** Programs are told as the API tells its errors, people in a page. */
function refusePage({ request, response, target }: Asked, requestId: string, why: Why): void {
  if (hasLeft(request, response)) return;
  if (target.path.startsWith("/api/")) sendError(response, request, requestId, "unavailable");
  else sendPageUnavailable(request, response, requestId, why);
}

/** Once its head has left, a page is streamed for so long at most before its place goes to another. */
const STREAMED_MS = 2_000;

/** A request for a page on its way to the app. It is not logged: it has no key. */
class Page implements Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly ours: string[];
  readonly ahead: BodyAhead | undefined;
  readonly keyed = null;
  onLeft: (() => void) | null = null;

  constructor(
    private readonly asked: Asked,
    private readonly visit: { requestId: string; place: Place; ahead: BodyAhead | undefined },
  ) {
    this.request = asked.request;
    this.response = asked.response;
    this.target = asked.target;
    this.ahead = visit.ahead;
    this.ours = ["X-Request-Id", visit.requestId];
  }

  requestHeaders(): string[] {
    const { client, target } = this.asked;
    return pageRequestHeaders(this.request.rawHeaders, {
      client,
      requestId: this.visit.requestId,
      asked: target.path + target.query,
    });
  }

  /** There is no row. What came of the answer in this turn of the event loop leaves together all the same. */
  recordThen(_status: number, _credits: number | null, then: (error: null) => void): void {
    // A download, or a reader who is slow, must not keep others out.
    setTimeout(() => this.visit.place.leave(), STREAMED_MS).unref();
    setImmediate(then, null);
  }

  left(): void {
    this.visit.place.leave();
    this.onLeft?.();
  }

  fail(code: ErrorCode): void {
    const { request, response, visit } = this;
    if (response.headersSent || response.destroyed) return;
    if (code === "unavailable") refusePage(this.asked, visit.requestId, "down");
    else sendError(response, request, visit.requestId, code);
  }
}
