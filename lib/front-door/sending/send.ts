import type { IncomingMessage, ServerResponse } from "node:http";
import { uuidv7 } from "@/lib/ids";
import { endWhole } from "@/lib/http/end-whole";
import { closeIfUnsure, dropBody, endAfterBody } from "@/lib/http/request-body";

/** Answers with JSON; see `send`. */
export function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object,
  headers?: Record<string, string>,
): void {
  send(request, response, status, JSON.stringify(body), headers);
}

/** Answers a request of the front door's own, whole, and for nobody to keep. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  text: string,
  headers: Record<string, string> = {},
  contentType = "application/json",
): void {
  closeIfUnsure(request, response);
  dropBody(request, response);
  const length = Buffer.byteLength(text);
  // As a list: Node writes one as it is, and an object costs it several times as much.
  const head = ["Content-Type", contentType, "Content-Length", String(length)];
  head.push("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff");
  if (headers["X-Request-Id"] === undefined) head.push("X-Request-Id", uuidv7());
  for (const name in headers) head.push(name, headers[name]!);
  response.writeHead(status, head);
  if (request.method === "HEAD") endAfterBody(request, response);
  else if (!request.complete) endAfterBody(request, response, Buffer.from(text));
  // Plain ASCII is the same in both, and as Latin-1 it is not encoded.
  else endWhole(response, text, length === text.length ? "latin1" : "utf8");
}
