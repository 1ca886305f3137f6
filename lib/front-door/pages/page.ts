import type { IncomingMessage, ServerResponse } from "node:http";
import type { ErrorCode } from "@/lib/errors";
import { blockUnit, isInside } from "@/lib/http/client-address";
import type { Client, Exchange } from "@/lib/gateway/exchange";
import { pageRequestHeaders } from "@/lib/gateway/request-headers";
import { uuidv7 } from "@/lib/ids";
import { isManaged } from "@/lib/answers/problems";
import { isActionInput } from "./action-input";
import { hasLeft, whenLeft } from "@/lib/http/client-left";
import { BodyRefused, type PageBodies, type PageBody, type Sender } from "./page-bodies";
import { OneATurn } from "../load/one-a-turn";
import type { PageGate, Place, Visitor } from "./page-gate";
import { sendPageUnavailable, sendTooLarge, type Why } from "@/lib/answers/page-unavailable";
import { limitBodyTime, tellToContinue } from "@/lib/http/request-body";
import { sendError } from "../sending/send-error";
import type { Target } from "@/lib/http/target";
import { type App, wayToApp } from "../load/way-to-app";

export interface PageParts {
  /** Null where there is none to ask. */
  app: App | null;
  gate: PageGate;
  bodies: PageBodies;
  /** Whose session of ours a `Cookie` header holds; null: nobody's. */
  whoseSession(cookie: string): Promise<string | null>;
  /** Whose operator token an `Authorization` header holds; null: nobody's. */
  whoseToken(authorization: string | undefined): Promise<string | null>;
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  target: Target;
  client: Client;
}

/** Scripts, styles and fonts of a build: a page asks for twenty of them at once. */
const FILES = "/_next/static/";

/** Next.js resolves dot segments: a path that only begins like a file's may lead to a page, which is rendered. */
const isFileOfBuild = ({ path, clean }: Target) => clean && path.startsWith(FILES);

/** Serves everything that is neither keyed nor the front door's own: by the app, when there is room in it. */
export async function servePage(parts: PageParts, asked: Asked): Promise<void> {
  const { request, response, client } = asked;
  const requestId = uuidv7();
  limitBodyTime(request);
  const manages = isManaged(asked.target.path);
  const known = manages
    ? await parts.whoseToken(request.headers.authorization)
    : await personOf(parts, request.headers.cookie);
  if (hasLeft(request, response)) return;
  const isFile = isFileOfBuild(asked.target);
  const visitor = { isSignedIn: known !== null, who: known ?? addressOf(client), manages, isFile };
  // Of a request that could not go on, nothing is read.
  if (!parts.gate.hasRoomFor(visitor)) return refusePage(asked, requestId, "busy");
  tellToContinue(request, response);
  let body: PageBody | null | undefined;
  try {
    body = await parts.bodies.read(request, visitor);
  } catch (error) {
    if (!(error instanceof BodyRefused)) throw error;
    if (error.code === "busy") return refusePage(asked, requestId, "busy");
    if (error.code === "too_large") return sendTooLarge(request, response, requestId);
    return sendError(response, request, requestId, error.code);
  }
  if (body === null) return;
  try {
    if (!manages && callsAction(request) && !(await isFitForAction(request, body?.bytes))) {
      body?.release();
      return sendError(response, request, requestId, "bad_request");
    }
    await serveWhole(parts, asked, { requestId, visitor, body });
  } catch (error) {
    body?.release();
    throw error;
  }
}

const personOf = async (parts: PageParts, cookie: string | undefined) =>
  cookie === undefined ? null : parts.whoseSession(cookie);

/** Next.js also looks for actions among the fields of a form; no form of ours is sent so. */
const callsAction = ({ headers }: IncomingMessage) =>
  headers["next-action"] !== undefined ||
  (headers["content-type"]?.toLowerCase().includes("multipart/form-data") ?? false);

/** Longer ones are looked into one at a time. */
const SHORT_BYTES = 8 * 1024;
const longInputs = new OneATurn();

async function isFitForAction(
  { headers }: IncomingMessage,
  body: Buffer | undefined,
): Promise<boolean> {
  if (body && body.length > SHORT_BYTES) await longInputs.turn();
  return isActionInput(headers["content-type"], body);
}

/** The address that stands for one client alone; null where many may share it. */
function addressOf({ ip, isAnybody }: Client): string | null {
  return ip === null || isAnybody || isInside(ip) ? null : blockUnit(ip);
}

/** A request that is all here. */
interface Whole {
  requestId: string;
  visitor: Sender & Visitor;
  body: PageBody | undefined;
}

async function serveWhole(parts: PageParts, asked: Asked, whole: Whole): Promise<void> {
  const { request, response } = asked;
  const { requestId, visitor, body } = whole;
  if (hasLeft(request, response)) return body?.release();
  let left!: () => void;
  const gone = new Promise<void>((resolve) => (left = resolve));
  whenLeft(request, response, left);
  const place = await parts.gate.enter(visitor, gone);
  const refuse = (why: Why) => {
    place?.leave();
    body?.release();
    refusePage(asked, requestId, why);
  };
  if (place === null) return refuse("busy");
  const upstream = await wayToApp(parts.app);
  if (upstream === null || hasLeft(request, response)) return refuse("down");
  const page = new Page(asked, { requestId, place, body });
  void gone.then(() => page.onLeft?.());
  try {
    upstream.forward(page);
  } catch (error) {
    page.onAnswered();
    throw error;
  }
}

/** Programs are told as the API tells its errors, people in a page. */
function refusePage({ request, response, target }: Asked, requestId: string, why: Why): void {
  if (hasLeft(request, response)) return;
  if (target.path.startsWith("/api/")) sendError(response, request, requestId, "unavailable");
  else sendPageUnavailable(request, response, requestId, why);
}

/** Once its head has left, a page is streamed for so long at most before its place goes to another. */
const STREAMED_MS = 2_000;

/**
 * A request for a page on its way to the app. It is not logged: it has no key. It has its place until the
 * app has answered, also where the client has left: the app renders on.
 */
class Page implements Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  readonly ours: string[];
  readonly body: Buffer | undefined;
  readonly keyed = null;
  readonly waitsForHead = true;
  onLeft: (() => void) | null = null;

  constructor(
    private readonly asked: Asked,
    private readonly visit: { requestId: string; place: Place; body: PageBody | undefined },
  ) {
    this.request = asked.request;
    this.response = asked.response;
    this.target = asked.target;
    this.body = visit.body?.bytes;
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
    setTimeout(() => this.onAnswered(), STREAMED_MS).unref();
    setImmediate(then, null);
  }

  onAnswered(): void {
    this.visit.place.leave();
    this.visit.body?.release();
  }

  fail(code: ErrorCode): void {
    this.onAnswered();
    const { request, response, visit } = this;
    if (response.headersSent || response.destroyed) return;
    if (code === "unavailable") refusePage(this.asked, visit.requestId, "down");
    else sendError(response, request, visit.requestId, code);
  }
}
