import { createHash } from "node:crypto";

/**
 * The route handler that serves a document of ours: kept for a minute; then a cache asks whether it is still the same.
 * Readable from any page, because it holds nothing secret.
 */
export function documentRoute(document: object): (request: Request) => Response {
  const body = JSON.stringify(document);
  const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "Content-Type": "application/json",
    "Cache-Control": "public, max-age=60",
    ETag: tag,
    "Access-Control-Allow-Origin": "*",
  };
  return (request) => {
    const known = request.headers.get("if-none-match") ?? "";
    const isSame = known.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
    if (isSame || known.trim() === "*") return new Response(null, { status: 304, headers });
    return new Response(body, { headers });
  };
}
