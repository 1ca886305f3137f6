import type { RequestRow } from "@/lib/requests/row";
import type { Admission } from "./admission";
import { checksOf } from "./limits";

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
  return [
    admission.requestId,
    Math.round(admission.atMs),
    key.account.id,
    key.id,
    request.method,
    request.path,
    answer.status,
    answer.code,
    Math.round((performance.now() - request.startedAt) * 1000) / 1000,
    request.ip,
    isCharged ? answer.credits : 0,
    isCounted ? 1 : 0,
    admission.leased ? 1 : 0,
    verdict.admitted ? 0 : 1,
    request.userAgent,
    checksOf(admission),
  ];
}
