import type { IncomingMessage, ServerResponse } from "node:http";
import type { Admission } from "@/lib/enforcement/decision/admission";
import { limitsOf, rateLimit, rateLimitPolicy } from "@/lib/enforcement/decision/limits";
import type { ErrorCode } from "@/lib/errors";
import { isManaged, PROBLEM_TYPE } from "@/lib/answers/problems";
import { errorAnswer, retryAfterS } from "@/lib/answers/error-answer";
import { closeIfUnsure, dropBody, endAfterBody, hasBody } from "@/lib/http/request-body";

const NO_HEADERS: readonly string[] = [];

/** `RateLimit-Policy` and `RateLimit`, where it came to counting: name, value, name, value… */
export function limitHeaders(admission: Admission): readonly string[] {
  const limits = limitsOf(admission);
  if (limits.length === 0 || !admission.key) return NO_HEADERS;
  return [
    "RateLimit-Policy",
    rateLimitPolicy(admission.key, limits),
    "RateLimit",
    rateLimit(limits),
  ];
}

/** Writes an error answer, to a request whose body may not have been read. Records nothing. */
export function sendError(
  response: ServerResponse,
  request: IncomingMessage,
  requestId: string,
  code: ErrorCode,
  retryAfterMs: number | null = null,
  more: readonly string[] = NO_HEADERS,
): void {
  const accept = isManaged(request.url ?? "") ? PROBLEM_TYPE : request.headers.accept;
  const { status, headers, body } = errorAnswer(code, accept);
  const head = headers.concat("X-Request-Id", requestId, more);
  const afterS = retryAfterS(code, retryAfterMs);
  if (afterS !== null) head.push("Retry-After", String(afterS));
  closeIfUnsure(request, response);
  if (hasBody(request)) dropBody(request, response);
  response.writeHead(status, head);
  endAfterBody(request, response, request.method === "HEAD" ? undefined : body);
}
