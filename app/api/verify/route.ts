import { env } from "@/lib/env";
import { readWebBody } from "@/lib/front-door/read-web-body";
import { ServiceToken } from "@/lib/front-door/service-token";
import { unavailable, verify, VERIFY_BODY } from "@/lib/front-door/verify";
import { uuidv7 } from "@/lib/ids";
import { log } from "@/lib/log";
import { runtimeForRequest } from "@/lib/runtime";

export const dynamic = "force-dynamic";

/** Where a front door runs it has answered already; this serves hosts without one. */
export async function POST(request: Request): Promise<Response> {
  const { status, headers, json } = await answer(request);
  return new Response(json, {
    status,
    headers: {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      "X-Request-Id": uuidv7(),
      ...headers,
    },
  });
}

async function answer(request: Request) {
  try {
    const { engine } = await runtimeForRequest();
    return await verify(engine, new ServiceToken(env().LATCHKEY_SERVICE_TOKEN), {
      authorization: request.headers.get("authorization") ?? undefined,
      readBody: () => readWebBody(request, VERIFY_BODY),
      startedAt: performance.now(),
    });
  } catch (error) {
    log.error({ err: error }, "a key could not be verified");
    return unavailable(uuidv7());
  }
}
