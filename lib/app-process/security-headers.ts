import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { contentSecurityPolicy, DEVELOPMENT_POLICY } from "./content-security-policy";
import { parseTarget } from "@/lib/http/target";
import type { PrerenderedScripts } from "./prerendered-scripts";

const POLICY = "content-security-policy";
/** Only where they are there: an object of which properties are deleted becomes a slow one. */
const BELIEVED = [POLICY, `${POLICY}-report-only`];
const NONCE_BYTES = 16;
interface Options {
  /** Null in development, where pages are made anew each time. */
  prerendered: PrerenderedScripts | null;
}

/**
 * Sets on every answer of the app what browsers are to be strict about, before Next.js makes it: types are not
 * guessed, and a page runs no scripts but its own. That connections stay with https the front door says.
 * See docs/decisions/0013-content-security-policy.md.
 */
export function securityHeaders({ prerendered }: Options) {
  /** A page from the build has its scripts' hashes; any other is given a nonce, and may turn out to be a fallback. */
  function policyFor(request: IncomingMessage): string {
    if (prerendered === null) return DEVELOPMENT_POLICY;
    const hashes = prerendered.pages.get(pathOf(request.url ?? ""));
    if (hashes) return contentSecurityPolicy({ hashes });
    const nonce = randomBytes(NONCE_BYTES).toString("base64");
    const policy = contentSecurityPolicy({ nonce, hashes: prerendered.fallbacks });
    // Next.js looks there for the nonce that it is to put on the scripts of a page.
    request.headers[POLICY] = policy;
    return policy;
  }

  return function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
    // What a client sends there would be believed.
    for (const name of BELIEVED)
      if (request.headers[name] !== undefined) delete request.headers[name];
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (isPage(request)) response.setHeader("Content-Security-Policy", policyFor(request));
  };
}

/** Whether a browser may show the answer; it never does so with data, files of the build, or an action's answer. */
function isPage({ url = "", headers }: IncomingMessage): boolean {
  return (
    !url.startsWith("/api/v1/") &&
    !(url.startsWith("/_next/") && isClean(url)) &&
    headers.rsc === undefined &&
    headers["next-action"] === undefined
  );
}

/** Next.js resolves dot segments: a path that only begins like a file's may lead to a page. */
const isClean = (url: string) => parseTarget(url)?.clean ?? false;

/** The path that Next.js finds a page by. */
function pathOf(target: string): string {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  return path.includes("%") ? decodeURIComponent(path) : path;
}
