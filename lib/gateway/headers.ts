import type { KeyFacts } from "@/lib/enforcement/facts";
import type { Client } from "./exchange";

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

/** Of a request: one connection's, not the upstream's business, or said by us. */
const WITHHELD = new Set([
  ...HOP_BY_HOP,
  "x-api-key",
  "cookie",
  "host",
  "expect",
  "http2-settings",
  "x-request-id",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "forwarded",
  "content-length",
]);

/** What `Connection` names besides itself (RFC 9110, section 7.6.1); null where it names nothing. */
function namedByConnection(value: string, known: Set<string> | null): Set<string> | null {
  let named = known;
  if (value === "keep-alive" || value === "close") return named;
  for (const option of value.split(",")) {
    const name = option.trim().toLowerCase();
    if (name !== "keep-alive" && name !== "close" && name !== "") (named ??= new Set()).add(name);
  }
  return named;
}

/** `Connection` may come after the headers that it names. */
function dropNamed(headers: string[], named: Set<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (!named.has(headers[i]!.toLowerCase())) kept.push(headers[i]!, headers[i + 1]!);
  }
  return kept;
}

/**
 * A client's `Authorization` is withheld only where it carried the key: with another scheme it
 * is meant for the upstream.
 */
const carriesKey = (value: string) => /^bearer(?:\s|$)/i.test(value);

/**
 * A header's name as CGI, WSGI and Rack read it (RFC 3875, section 4.1.18): `_` and `-` are one to
 * them, so that `Latchkey_Key_Id` would stand for our own `Latchkey-Key-Id`.
 */
const foldedName = (name: string) => (name.includes("_") ? name.replaceAll("_", "-") : name);

/** The head of the request to the upstream: name, value, name, value… */
export function upstreamRequestHeaders(
  rawHeaders: readonly string[],
  key: KeyFacts,
  requestId: string,
  forwarded: { host: string; contentLength: string | undefined; client: Client },
): string[] {
  let headers: string[] = [];
  let named: Set<string> | null = null;
  let askedHost: string | null = null;
  const isProxy = forwarded.client.isProxy();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const folded = foldedName(name);
    if (WITHHELD.has(folded)) {
      if (name === "connection") named = namedByConnection(value, named);
      else if (name === "host") askedHost = value;
      else if (name === "x-forwarded-proto" && isProxy) headers.push(name, value);
      continue;
    }
    if (folded.startsWith("latchkey-")) continue;
    if (name === "authorization" && carriesKey(value)) continue;
    headers.push(name, value);
  }
  if (named) headers = dropNamed(headers, named);
  headers.push("host", forwarded.host, "x-request-id", requestId);
  if (forwarded.contentLength !== undefined) {
    headers.push("content-length", forwarded.contentLength);
  }
  const { ip } = forwarded.client;
  if (ip !== null) headers.push("x-forwarded-for", ip);
  // The scheme is the proxy's own word. Of a host it often passes on whatever a client has said.
  if (isProxy && askedHost !== null) headers.push("x-forwarded-host", askedHost);
  // Who calls. Made anew each time: kept with each key, these would be a fifth of what it takes in memory.
  headers.push("Latchkey-Account-Id", key.account.id, "Latchkey-Key-Id", key.id);
  headers.push("Latchkey-Key-Alias", encodeURIComponent(key.alias));
  headers.push("Latchkey-Key-Category", encodeURIComponent(key.category));
  return headers;
}

/** Headers of an upstream's answer that we say ourselves. */
const OURS = new Set(["x-request-id", "ratelimit", "ratelimit-policy"]);
const MAX_CREDITS = 1_000_000_000;

export interface ClientHead {
  /** Name, value, name, value… */
  headers: string[];
  /** From `Latchkey-Credits`; null where it is absent or no whole number. */
  credits: number | null;
  /** Whether they say how long the body is. */
  hasLength: boolean;
}

/**
 * The head of an upstream's answer as the client gets it, and what it charges. Null where its
 * body comes in a coding that we do not undo.
 */
export function clientResponseHeaders(
  rawHeaders: readonly (Buffer | string)[],
  { mayBeChunked }: { mayBeChunked: boolean },
): ClientHead | null {
  let headers: string[] = [];
  let named: Set<string> | null = null;
  let credits: number | null = null;
  let trailer: string | null = null;
  let hasLength = false;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const spelling = text(rawHeaders[i]!);
    const name = spelling.toLowerCase();
    const value = text(rawHeaders[i + 1]!);
    if (HOP_BY_HOP.has(name)) {
      if (name === "connection") named = namedByConnection(value, named);
      else if (name === "trailer") trailer = trailer === null ? value : `${trailer}, ${value}`;
      else if (name === "transfer-encoding" && value.toLowerCase() !== "chunked") return null;
      continue;
    }
    if (name.startsWith("latchkey-")) {
      if (name === "latchkey-credits") credits = wholeCredits(value);
      continue;
    }
    if (OURS.has(name)) continue;
    if (name === "content-length") hasLength = true;
    headers.push(spelling, value);
  }
  if (named) headers = dropNamed(headers, named);
  if (trailer !== null && mayBeChunked && !hasLength) headers.push("Trailer", trailer);
  return { headers, credits, hasLength };
}

const text = (part: Buffer | string) => (typeof part === "string" ? part : part.toString("latin1"));

function wholeCredits(value: string): number | null {
  return /^\d{1,10}$/.test(value) && Number(value) <= MAX_CREDITS ? Number(value) : null;
}

/** Fields that frame, route or authenticate have no place in trailers (RFC 9110, section 6.5.1). */
const NEVER_TRAILING = new Set([
  ...HOP_BY_HOP,
  ...OURS,
  "content-length",
  "content-encoding",
  "content-type",
  "content-range",
  "host",
  "set-cookie",
  "www-authenticate",
  "authorization",
  "cache-control",
]);

/** The trailers of an upstream's answer as the client gets them: pairs of name and value. */
export function clientTrailers(rawTrailers: readonly (Buffer | string)[]): Array<[string, string]> {
  const kept: Array<[string, string]> = [];
  for (let i = 0; i + 1 < rawTrailers.length; i += 2) {
    const spelling = text(rawTrailers[i]!);
    const name = spelling.toLowerCase();
    if (NEVER_TRAILING.has(name) || name.startsWith("latchkey-")) continue;
    kept.push([spelling, text(rawTrailers[i + 1]!)]);
  }
  return kept;
}
