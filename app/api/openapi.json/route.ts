import { OPENAPI } from "@/lib/openapi";

export const dynamic = "force-static";

/**
 * The contract for machines; readable from any page, because it holds nothing secret. Caches may
 * keep it for minutes: left to itself Next lets shared ones keep what is static for a year, past
 * many an update of the app.
 */
export function GET(): Response {
  return Response.json(OPENAPI, {
    headers: { "Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300" },
  });
}
