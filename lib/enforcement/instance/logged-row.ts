import type { RequestRow } from "@/lib/requests/journal/row";
import type { Admission } from "../decision/admission";
import { checksOf } from "../decision/limits";

/** What became of an admitted or rejected request. */
export interface Answer {
  status: number;
  /** The code of an answer that Latchkey gave by itself, else null. */
  code: string | null;
  /** What a 2xx answer charges. */
  credits: number;
}

/** The log row of a request with a known key. */
export function loggedRow(admission: Admission, answer: Answer): RequestRow {
  const { request, verdict } = admission;
  const key = admission.key!;
  const isCounted = verdict.admitted && !request.endpoint.free;
  const isCharged = isCounted && answer.status >= 200 && answer.status < 300;
  return {
    id: admission.requestId,
    atMs: Math.round(admission.atMs),
    accountId: key.account.id,
    keyId: key.id,
    method: request.method,
    path: request.path,
    status: answer.status,
    code: answer.code,
    durationMs: Math.round((performance.now() - request.startedAt) * 1000) / 1000,
    ip: request.ip,
    credits: isCharged ? answer.credits : 0,
    counted: isCounted,
    userAgent: request.userAgent,
    checks: checksOf(admission),
    leased: admission.leased,
  };
}
