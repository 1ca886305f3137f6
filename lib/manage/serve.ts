import { z } from "zod";
import { authOrigin } from "@/lib/auth/auth-origin";
import { canonicalAddress } from "@/lib/http/client-address";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";
import { publicUrl } from "@/lib/settings/public-url";
import { Refusal } from "@/lib/refusal";
import { getRuntime } from "@/lib/runtime";
import { authorize } from "./authorize";
import type { Call, Endpoint } from "./endpoint";
import { type Answer, idempotencyKey, once } from "./idempotency";
import { parseBody, parseQuery, readBytes } from "./read-input";
import { Refused } from "./refused";

const NO_QUERY = z.strictObject({});
const NOTHING = Buffer.alloc(0);

/**
 * Serves a call of the management API: token, rate, scope, query, body, idempotency, then the endpoint itself. It
 * never throws: what goes wrong on our side is 503.
 */
export async function serveManaged(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string>,
): Promise<Response> {
  const requestId = request.headers.get("x-request-id") ?? uuidv7();
  try {
    return toResponse(await answerTo(endpoint, request, params, requestId));
  } catch (error) {
    return refusedBy(error, requestId).toResponse();
  }
}

async function answerTo(
  endpoint: Endpoint,
  request: Request,
  params: Record<string, string>,
  requestId: string,
): Promise<Answer & { isReplayed?: boolean }> {
  const { db } = await getRuntime();
  const { token, secret } = await authorize(db, request.headers, endpoint.scope);
  const url = new URL(request.url);
  const query = parseQuery(endpoint.query ?? NO_QUERY, url.searchParams);
  const bytes = endpoint.body ? await readBytes(request) : NOTHING;
  const body = endpoint.body ? parseBody(endpoint.body, bytes, endpoint) : undefined;
  const actor = {
    kind: "token" as const,
    userId: null,
    tokenId: token.id,
    ip: addressIn(request.headers),
    requestId,
  };
  // As links of ours name it: where the call came to, where NEXTAUTH_URL does not say it.
  const origin = authOrigin(request.headers) ?? new URL(publicUrl("/")).origin;
  const run = async (on: Call["db"]): Promise<Answer> => {
    const result = await endpoint
      .run({ db: on, actor, origin, params, query, body })
      .catch((error: unknown) => Promise.reject(told(error, body)));
    return { status: endpoint.status, json: JSON.stringify(result) };
  };
  const key = request.method === "POST" ? idempotencyKey(request.headers) : null;
  if (key === null) return run(db);
  const same = [request.method, url.pathname + url.search, bytes];
  return once(db, { token, secret, key, request: same }, run);
}

/** The client's address as the front door has found it, or null. */
function addressIn(headers: Headers): string | null {
  const first = headers.get("x-forwarded-for")?.split(",", 1)[0];
  return first ? canonicalAddress(first.trim()) : null;
}

/** What a verb refused, as a problem. What is missing is the field's fault where the body names it. */
function told(error: unknown, body: unknown): unknown {
  if (!(error instanceof Refusal)) return error;
  const { code, message: detail, field } = error;
  const errors = field === undefined ? undefined : [{ path: field, message: detail }];
  const isInBody =
    typeof body === "object" && body !== null && field !== undefined && field in body;
  switch (code) {
    case "invalid":
      return new Refused("invalid", { detail, errors: errors ?? [{ path: "", message: detail }] });
    case "not_found":
      return isInBody
        ? new Refused("invalid", { detail, errors })
        : new Refused("not_found", { detail });
    case "conflict":
    // Nobody but a person is asked for more; should a verb do so of a token, it is not done.
    case "forbidden":
    case "unproven":
      return new Refused("conflict", { detail, errors });
  }
}

function refusedBy(error: unknown, requestId: string): Refused {
  if (error instanceof Refused) return error;
  log.error({ err: error, requestId }, "a call of the management API could not be served");
  return new Refused("unavailable", { headers: { "Retry-After": "1" } });
}

const toResponse = ({ status, json, isReplayed }: Answer & { isReplayed?: boolean }) =>
  new Response(json, {
    status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...(isReplayed ? { "Idempotency-Replayed": "true" } : {}),
    },
  });
