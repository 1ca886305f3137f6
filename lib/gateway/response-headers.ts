import { SharedCaching } from "./caching";
import { dropNamed, HOP_BY_HOP, namedByConnection } from "./connection-headers";
import type { KeyedAnswers } from "./exchange";
import { withoutOrigin } from "./location";

/** Headers of an upstream's answer that we say ourselves. */
const OURS = new Set(["x-request-id", "ratelimit", "ratelimit-policy"]);
const MAX_CREDITS = 1_000_000_000;

export interface ClientHead {
  /** Name, value, name, value… */
  headers: string[];
  /** From `Latchkey-Credits`; null where it is absent or no whole number. */
  credits: number | null;
  /** From `Latchkey-Error`, which is for us to believe or not. */
  error: string | null;
  /** Whether they say how long the body is. */
  hasLength: boolean;
}

export interface HeadOptions {
  mayBeChunked: boolean;
  /** The upstream's origin: a client has no business with it. */
  origin: string;
  /** Null: the request was not keyed. */
  keyed: KeyedAnswers | null;
}

const NOSNIFF = "x-content-type-options";
/** They lead the client on. */
const LEADS = new Set(["location", "content-location"]);

/**
 * The head of an upstream's answer as the client gets it, and what it charges. Null where its
 * body comes in a coding that we do not undo.
 */
export function clientResponseHeaders(
  rawHeaders: readonly (Buffer | string)[],
  { mayBeChunked, origin, keyed }: HeadOptions,
): ClientHead | null {
  let headers: string[] = [];
  let named: Set<string> | null = null;
  let credits: number | null = null;
  let error: string | null = null;
  let trailer: string | null = null;
  let hasLength = false;
  const caching = new SharedCaching();
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
      else if (name === "latchkey-error") error = value;
      continue;
    }
    if (OURS.has(name) || name === NOSNIFF) continue;
    if (keyed?.hasCors && name.startsWith("access-control-")) continue;
    if (LEADS.has(name)) {
      headers.push(spelling, withoutOrigin(value, origin));
      continue;
    }
    if (keyed && caching.note(name, value)) continue;
    if (name === "content-length") hasLength = true;
    headers.push(spelling, value);
  }
  if (named) headers = dropNamed(headers, named);
  // A browser takes no answer for what it does not say it is, whatever the upstream says of that.
  headers.push("X-Content-Type-Options", "nosniff");
  // What the connection takes away was not said to the client.
  if (keyed) caching.finish(headers, keyed, named);
  if (trailer !== null && mayBeChunked && !hasLength) headers.push("Trailer", trailer);
  return { headers, credits, error, hasLength };
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
  "expires",
  "pragma",
  "age",
  "vary",
  "location",
  "content-location",
  "content-disposition",
  "content-security-policy",
  "strict-transport-security",
  NOSNIFF,
]);
/** What browsers elsewhere may do is said in the head, too. */
const NEVER_TRAILING_PREFIX = "access-control-";

/** The trailers of an upstream's answer as the client gets them: pairs of name and value. */
export function clientTrailers(rawTrailers: readonly (Buffer | string)[]): Array<[string, string]> {
  const kept: Array<[string, string]> = [];
  for (let i = 0; i + 1 < rawTrailers.length; i += 2) {
    const spelling = text(rawTrailers[i]!);
    const name = spelling.toLowerCase();
    if (NEVER_TRAILING.has(name) || name.startsWith("latchkey-")) continue;
    if (name.startsWith(NEVER_TRAILING_PREFIX)) continue;
    kept.push([spelling, text(rawTrailers[i + 1]!)]);
  }
  return kept;
}
