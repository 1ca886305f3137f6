import type { IncomingMessage, ServerResponse } from "node:http";
import { isManaged, PROBLEM_TYPE, problemBody } from "./problems";
import { closeIfUnsure, dropBody, endAfterBody, hasBody } from "@/lib/http/request-body";

/** Why a page cannot be had now. */
export type Why = "down" | "busy" | "database";

const RETRY_AFTER_S: Record<Why, number> = { down: 2, busy: 1, database: 2 };
const WORDS: Record<Why, string> = {
  down: "The dashboard is starting again. The API goes on meanwhile.",
  busy: "Too many people are asking for pages at this moment.",
  database: "The database does not answer at this moment. Nothing is lost.",
};

/** It needs nothing from anywhere: what would serve its parts is what is away. */
const page = (why: Why) =>
  Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="${RETRY_AFTER_S[why]}">
<title>One moment</title>
<style>
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 24px;
  font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
h1 { font-size: 20px; margin: 0 0 4px; }
p { margin: 0; max-width: 60ch; }
</style>
</head>
<body>
<main>
<h1>One moment</h1>
<p>${WORDS[why]} This page loads again by itself.</p>
</main>
</body>
</html>
`);

const PAGES: Record<Why, Buffer> = {
  down: page("down"),
  busy: page("busy"),
  database: page("database"),
};

/** Its style is in it, and nothing else is let in. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A plain page that says what is the matter, and loads itself again. */
export function pageOf(why: Why): { headers: string[]; body: Buffer } {
  const body = PAGES[why];
  const headers = [
    ...["Content-Type", "text/html; charset=utf-8"],
    ...["Content-Length", String(body.length)],
    ...["Content-Security-Policy", POLICY],
    ...["X-Content-Type-Options", "nosniff"],
    ...["X-Frame-Options", "DENY"],
    ...["Cache-Control", "no-store"],
    ...["Retry-After", String(RETRY_AFTER_S[why])],
  ];
  return { headers, body };
}

/** 503 with such a page. */
export function sendPageUnavailable(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  why: Why,
): void {
  const { headers, body } = pageOf(why);
  closeIfUnsure(request, response);
  if (hasBody(request)) dropBody(request, response);
  response.writeHead(503, [...headers, "X-Request-Id", requestId]);
  endAfterBody(request, response, request.method === "HEAD" ? undefined : body);
}

const TOO_LARGE = {
  type: "application/json",
  body: Buffer.from(JSON.stringify({ error: "Content Too Large" })),
};
const TOO_LARGE_PROBLEM = {
  type: PROBLEM_TYPE,
  body: Buffer.from(JSON.stringify(problemBody("content_too_large"))),
};

/** 413: no form, action or call of the management API sends so much. */
export function sendTooLarge(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): void {
  closeIfUnsure(request, response);
  dropBody(request, response);
  const { type, body } = isManaged(request.url ?? "") ? TOO_LARGE_PROBLEM : TOO_LARGE;
  response.writeHead(413, [
    ...["Content-Type", type],
    ...["Content-Length", String(body.length)],
    ...["X-Content-Type-Options", "nosniff"],
    ...["Cache-Control", "no-store"],
    ...["X-Request-Id", requestId],
  ]);
  endAfterBody(request, response, body);
}
