import { env } from "@/lib/env";
import { getRuntime } from "@/lib/runtime";
import { ServiceToken } from "@/lib/front-door/service-token";
import { verify } from "@/lib/front-door/verify";

export const dynamic = "force-dynamic";

/** Where a front door runs it has answered already; this serves hosts without one. */
export async function POST(request: Request): Promise<Response> {
  const { engine } = await getRuntime();
  const { status, headers, json } = await verify(
    engine,
    new ServiceToken(env().LATCHKEY_SERVICE_TOKEN),
    {
      authorization: request.headers.get("authorization") ?? undefined,
      readBody: async () => Buffer.from(await request.arrayBuffer()),
      startedAt: performance.now(),
    },
  );
  return new Response(json, {
    status,
    headers: { "Content-Type": "application/json", ...headers },
  });
}
