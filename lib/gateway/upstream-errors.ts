import type { ErrorCode } from "@/lib/errors";
import { errors } from "./undici";

/** What an upstream's failures are told as. */
export interface FailureCodes {
  unreachable: ErrorCode;
  late: ErrorCode;
}

/**
 * What goes wrong with an upstream:
 *
 * | kind       | what happened                                                                |
 * | ---------- | ---------------------------------------------------------------------------- |
 * | connect    | there was no connection: refused, no such name, a certificate, too slow       |
 * | timeout    | the answer, or the next part of it, did not come in time                      |
 * | reset      | the upstream ended the connection amid a request                              |
 * | bad_answer | it answered something that is no HTTP, or that cannot be passed on            |
 */
export const UPSTREAM_ERROR_KINDS = ["connect", "timeout", "reset", "bad_answer"] as const;
export type UpstreamErrorKind = (typeof UPSTREAM_ERROR_KINDS)[number];

/** Counts what went wrong with an upstream since the process began; a repeat that went well is not counted. */
export type UpstreamErrors = Record<UpstreamErrorKind, number>;

export const noUpstreamErrors = (): UpstreamErrors => ({
  connect: 0,
  timeout: 0,
  reset: 0,
  bad_answer: 0,
});

/** @param isConnected whether the request was on a connection */
export function kindOfError(error: Error, isConnected: boolean): UpstreamErrorKind {
  if (!isConnected) return "connect";
  if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
    return "timeout";
  }
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof errors.SocketError || code === "ECONNRESET" || code === "EPIPE") {
    return "reset";
  }
  return code === "ETIMEDOUT" ? "timeout" : "bad_answer";
}
