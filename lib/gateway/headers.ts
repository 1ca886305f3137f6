import type { Admission } from "@/lib/enforcement/admission";

/** RFC 9110, section 7.6.1: these speak of one connection and are not passed on. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Not the upstream's business, or said by us. */
const WITHHELD = new Set([
  "x-api-key",
  "authorization",
  "cookie",
  "host",
  "expect",
  "x-request-id",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "forwarded",
  "content-length",
]);

function namedByConnection(rawHeaders: readonly string[]): Set<string> | null {
  let named: Set<string> | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length !== 10 || rawHeaders[i]!.toLowerCase() !== "connection") continue;
    for (const option of rawHeaders[i + 1]!.split(",")) {
      const name = option.trim().toLowerCase();
      if (name !== "keep-alive" && name !== "close" && name !== "") (named ??= new Set()).add(name);
    }
  }
  return named;
}

/**
 * A client's `Authorization` is withheld only where it carried the key: with another scheme it
 * is meant for the upstream.
 */
const carriesKey = (value: string) => /^bearer(?: |$)/i.test(value);

/** The head of the request to the upstream: name, value, name, value… */
export function upstreamRequestHeaders(
  rawHeaders: readonly string[],
  admission: Admission,
  forwarded: { host: string; contentLength: string | undefined; ip: string | null },
): string[] {
  const named = namedByConnection(rawHeaders);
  const headers = ["host", forwarded.host];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    if (HOP_BY_HOP.has(name) || named?.has(name) || name.startsWith("latchkey-")) continue;
    if (WITHHELD.has(name) && !(name === "authorization" && !carriesKey(value))) continue;
    headers.push(name, value);
  }
  if (forwarded.contentLength !== undefined)
    headers.push("content-length", forwarded.contentLength);
  if (forwarded.ip !== null) headers.push("x-forwarded-for", forwarded.ip);
  const key = admission.key!;
  headers.push(
    "X-Request-Id",
    admission.requestId,
    "Latchkey-Account-Id",
    key.account.id,
    "Latchkey-Key-Id",
    key.id,
    "Latchkey-Key-Alias",
    encodeURIComponent(key.alias),
    "Latchkey-Key-Category",
    encodeURIComponent(key.category),
  );
  return headers;
}

/** Headers of an upstream's answer that we set ourselves, or that are for us. */
const OURS = new Set(["x-request-id", "ratelimit", "ratelimit-policy"]);
const MAX_CREDITS = 1_000_000_000;

/** The head of an upstream's answer as the client gets it, and what it charges. */
export function clientResponseHeaders(rawHeaders: readonly (Buffer | string)[]): {
  headers: string[];
  /** From `Latchkey-Credits`; null where it is absent or no whole number. */
  credits: number | null;
} {
  const text = rawHeaders.map((part) =>
    typeof part === "string" ? part : part.toString("latin1"),
  );
  const named = namedByConnection(text);
  const headers: string[] = [];
  let credits: number | null = null;
  for (let i = 0; i + 1 < text.length; i += 2) {
    const name = text[i]!.toLowerCase();
    const value = text[i + 1]!;
    if (name === "latchkey-credits") {
      if (/^\d{1,10}$/.test(value) && Number(value) <= MAX_CREDITS) credits = Number(value);
      continue;
    }
    if (HOP_BY_HOP.has(name) && name !== "trailer") continue;
    if (named?.has(name) || OURS.has(name) || name.startsWith("latchkey-")) continue;
    headers.push(text[i]!, value);
  }
  return { headers, credits };
}
