import type { IncomingMessage, ServerResponse } from "node:http";
import { errorAnswer, retryAfterS } from "@/lib/answers/error-answer";
import { pageOf } from "@/lib/answers/page-unavailable";
import { isManaged, PROBLEM_TYPE } from "@/lib/answers/problems";
import { storageFailureLine } from "@/lib/storage/failure";
import type { Watch } from "@/lib/storage/watch";

interface Log {
  warn(fields: object, message: string): void;
}

/** The same words are told so often at most. */
const TOLD_EVERY_MS = 60_000;
let told = { line: "", at: -Infinity };

/**
 * Answers 503 where the database failed and the app would say something else of it: 500, as Next.js calls whatever is
 * thrown; or what NextAuth makes of it, which takes everybody for signed out and clears their cookies.
 */
export function unavailableWithoutStorage(
  request: IncomingMessage,
  response: ServerResponse,
  watch: Watch,
  log: Log,
): void {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const { writeHead, write } = response;
  const end = response.end as (...args: unknown[]) => ServerResponse;
  let isReplaced = false;
  const mustReplace = (status: number) =>
    watch.failure !== null && (status >= 400 || path.startsWith("/api/auth/"));

  // Of a page of which some parts have left, too.
  response.once("close", () => {
    if (watch.failure !== null) tell(log, path, watch.failure);
  });
  const replace = () => {
    isReplaced = true;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    const { headers, body } = answerFor(path, request.headers.accept);
    writeHead.call(response, 503, headers);
    end.call(response, request.method === "HEAD" ? undefined : body);
  };

  response.writeHead = ((...args: unknown[]) => {
    if (isReplaced) return response;
    if (!response.headersSent && mustReplace(args[0] as number)) {
      replace();
      return response;
    }
    return (writeHead as (...args: unknown[]) => unknown).apply(response, args);
  }) as typeof response.writeHead;

  const replaced = (args: unknown[]): boolean => {
    if (!isReplaced && !response.headersSent && mustReplace(response.statusCode)) replace();
    if (!isReplaced) return false;
    const done = args.findLast((part) => typeof part === "function");
    if (done) process.nextTick(done as () => void);
    return true;
  };
  response.write = ((...args: unknown[]) =>
    replaced(args) ||
    (write as (...args: unknown[]) => boolean).apply(response, args)) as typeof response.write;
  response.end = ((...args: unknown[]) => {
    if (replaced(args)) return response;
    return end.apply(response, args);
  }) as typeof response.end;
}

/** People are told in a page that loads itself again, programs as the API tells its errors. */
function answerFor(path: string, accept: string | undefined): { headers: string[]; body: Buffer } {
  if (!path.startsWith("/api/")) return pageOf("database");
  const form = isManaged(path) ? PROBLEM_TYPE : accept;
  const { headers, body } = errorAnswer("unavailable", form);
  return { headers: [...headers, "Retry-After", String(retryAfterS("unavailable", null))], body };
}

function tell(log: Log, path: string, failure: unknown): void {
  const line = storageFailureLine(failure);
  const nowMs = performance.now();
  if (line === told.line && nowMs - told.at < TOLD_EVERY_MS) return;
  told = { line, at: nowMs };
  log.warn({ path, reason: line }, "the database does not serve, and so pages cannot be");
}
