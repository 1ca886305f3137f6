import type { IncomingMessage, ServerResponse } from "node:http";
import { isMalformedTarget } from "./malformed-target";

const REFUSAL = JSON.stringify({ error: "Bad Request" });

/** Answers 400 where the target of a request says nothing. @returns whether it has answered */
export function refuseMalformed(request: IncomingMessage, response: ServerResponse): boolean {
  if (!isMalformedTarget(request.url ?? "")) return false;
  response.writeHead(400, {
    "Content-Type": "application/json",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
  response.end(REFUSAL);
  return true;
}
