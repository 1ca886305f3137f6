import type { Admission } from "@/lib/enforcement/decision/admission";
import { canonicalAddress } from "@/lib/http/client-address";
import type { Engine } from "@/lib/enforcement/instance/engine";
import type { KeyFacts } from "@/lib/enforcement/decision/facts";
import { limitsJson, limitsOf } from "@/lib/enforcement/decision/limits";
import { ERRORS } from "@/lib/errors";
import { retryAfterS } from "@/lib/answers/error-answer";
import { loggedPath } from "./logged";
import type { Load } from "../load/load";
import { presentKey } from "./presented-key";
import { UnreadableBody } from "@/lib/http/read-body";
import { VerifyBody } from "@/lib/answers/verify-schema";
import type { ServiceCallers } from "../health/service-callers";

/** A JSON answer: body and status, with what headers it needs. */
export interface JsonAnswer {
  status: number;
  headers: Record<string, string>;
  json: string;
  /** For metrics. */
  outcome: string;
}

/** How large its body may be, and how long it may take. */
export const VERIFY_BODY = { maxBytes: 64 * 1024, deadlineMs: 10_000 };

const NO_HEADERS: Record<string, string> = Object.freeze({});

const answer = (
  status: number,
  outcome: string,
  body: unknown,
  headers = NO_HEADERS,
): JsonAnswer => ({ status, outcome, json: JSON.stringify(body), headers });

/** Whose key it is and which, as members of a JSON object. */
function callerJson({ account, id, alias, category }: KeyFacts): string {
  const name = JSON.stringify(account.name);
  const key = `{"id":"${id}","alias":${JSON.stringify(alias)},"category":${JSON.stringify(category)}}`;
  return `"account":{"id":"${account.id}","name":${name}},"key":${key}`;
}

/** Put together from parts: most answers are this one, and the limits are quicker told so. */
function valid(admission: Admission): JsonAnswer {
  const { requestId } = admission;
  const limits = limitsJson(limitsOf(admission));
  return {
    status: 200,
    outcome: "admitted",
    json: `{"valid":true,"requestId":"${requestId}",${callerJson(admission.key!)},"limits":${limits}}`,
    headers: { "X-Request-Id": requestId },
  };
}

/**
 * POST /api/verify: the decision and the log row of a request that an operator's own service
 * received. A failure of ours is a 503 and never `valid: false`.
 */
export async function verify(
  { engine, load }: { engine: Engine; load: Load },
  callers: ServiceCallers,
  request: {
    /** Of the caller, not of the caller's client. */
    ip: string | null;
    authorization: string | undefined;
    /** Asked only of callers who may ask. @throws {UnreadableBody} */
    readBody(): Promise<Buffer>;
    startedAt: number;
  },
): Promise<JsonAnswer> {
  const refused = callers.refusal(request.authorization, request.ip);
  if (refused) {
    return answer(refused.status, refused.outcome, { error: refused.error }, refused.headers);
  }
  let body: Buffer;
  try {
    body = await request.readBody();
  } catch (error) {
    if (!(error instanceof UnreadableBody)) throw error;
    return answer(error.status, "bad_request", { error: error.message });
  }
  const parsed = VerifyBody.safeParse(parseJson(body));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.join(".");
    const message = where
      ? `${where}: ${issue?.message}`
      : "the body must be a JSON object with a key";
    return answer(400, "bad_request", { error: "Bad Request", message });
  }
  const { key, method, path, ip, credits = 1 } = parsed.data;
  const presented =
    key.trim() === ""
      ? ({ form: "missing" } as const)
      : presentKey(key.trim(), engine.takesForeignKeys);
  const isKey = presented.form === "hash";
  const place = isKey ? load.enter(presented.hash, false) : null;
  const admitted = engine.admit({
    presented,
    isShed: isKey && place === null,
    ip: ip === undefined ? null : canonicalAddress(ip),
    method: method ?? "POST",
    path: loggedPath(path?.split("?", 1)[0] ?? "/api/verify"),
    userAgent: null,
    endpoint: { credits, free: false },
    startedAt: request.startedAt,
  });
  // There at once for a warm key.
  const admission = admitted instanceof Promise ? await admitted : admitted;
  const { verdict, requestId } = admission;
  const code = verdict.admitted ? null : verdict.code;
  const status = code ? ERRORS[code].status : 200;
  const error = await new Promise<Error | null>((then) =>
    engine.recordThen(admission, { status, code, credits }, then),
  );
  place?.leave();
  if (error) return unavailable(requestId);
  if (verdict.admitted) return valid(admission);
  if (verdict.code === "unavailable") return unavailable(requestId);
  const retryAfter = retryAfterS(verdict.code, verdict.retryAfterMs);
  return answer(
    200,
    verdict.code,
    {
      valid: false,
      requestId,
      code: verdict.code,
      error: ERRORS[verdict.code].error,
      status: ERRORS[verdict.code].status,
      ...(retryAfter === null ? {} : { retryAfter }),
    },
    { "X-Request-Id": requestId },
  );
}

/** A failure of ours, which says nothing of the key. */
export function unavailable(requestId: string): JsonAnswer {
  const { status, error } = ERRORS.unavailable;
  return answer(
    status,
    "unavailable",
    { error },
    { "Latchkey-Error": "unavailable", "Retry-After": "1", "X-Request-Id": requestId },
  );
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
