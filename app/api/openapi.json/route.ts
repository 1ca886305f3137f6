import { createHash } from "node:crypto";
import { OPENAPI } from "@/lib/openapi";

// Prerendered, Next would let shared caches keep it for a year, past the next upgrade.
export const dynamic = "force-dynamic";

const body = JSON.stringify(OPENAPI);
const ETAG = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;

const HEADERS = {
  "Content-Type": "application/json",
  "Cache-Control": "public, max-age=60",
  ETag: ETAG,
  // Readable from any page, because it holds nothing secret.
  "Access-Control-Allow-Origin": "*",
};

/** The contract for machines. Kept for a minute; then a cache asks whether it is still the same. */
export function GET(request: Request): Response {
  const known = request.headers.get("if-none-match") ?? "";
  const isSame = known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === ETAG);
  if (isSame || known.trim() === "*") return new Response(null, { status: 304, headers: HEADERS });
  return new Response(body, { headers: HEADERS });
}
