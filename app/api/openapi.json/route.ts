import { OPENAPI } from "@/lib/openapi";

export const dynamic = "force-static";

/** The contract for machines; readable from any page, because it holds nothing secret. */
export function GET(): Response {
  return Response.json(OPENAPI, { headers: { "Access-Control-Allow-Origin": "*" } });
}
