import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { isManaged, PROBLEM_TYPE, problemBody, PROBLEMS } from "@/lib/answers/problems";
import { isForeignAction } from "./foreign-action";
import { isMalformedTarget } from "./malformed-target";

/** Reads the header in which Next's router says what it shows. @throws where it says nothing */
export type ReadRouterState = (header: string | string[] | undefined) => unknown;

const isOrigin = (origin: string | undefined) =>
  origin === undefined || origin === "null" || URL.canParse(origin);

/** Next.js reads the header of a navigation and of an action. */
function isMalformedState(headers: IncomingHttpHeaders, read: ReadRouterState): boolean {
  if (headers.rsc === undefined && headers["next-action"] === undefined) return false;
  try {
    read(headers["next-router-state-tree"]);
    return false;
  } catch {
    return true;
  }
}

/**
 * Answers 400 where a request says nothing that can be read, and 403 where another site calls an action of ours.
 * Next.js would answer 500 to each.
 * @returns whether it has answered
 */
export function refuseMalformed(
  request: IncomingMessage,
  response: ServerResponse,
  readRouterState: ReadRouterState,
): boolean {
  const { url = "", headers } = request;
  const isMalformed =
    isMalformedTarget(url) ||
    !isOrigin(headers.origin) ||
    isMalformedState(headers, readRouterState);
  if (isMalformed && isManaged(url)) refuseManaged(response);
  else if (isMalformed) refuse(response, 400, "Bad Request");
  else if (isForeignAction(headers)) refuse(response, 403, "Forbidden");
  else return false;
  return true;
}

function refuse(response: ServerResponse, status: number, error: string): void {
  send(response, status, "application/json", { error });
}

const refuseManaged = (response: ServerResponse) =>
  send(response, PROBLEMS.bad_request.status, PROBLEM_TYPE, problemBody("bad_request"));

function send(response: ServerResponse, status: number, type: string, body: object): void {
  response.writeHead(status, {
    "Content-Type": type,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
  response.end(JSON.stringify(body));
}
