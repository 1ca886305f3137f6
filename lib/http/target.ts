/** What a request line asks for. */
export interface Target {
  /** As sent, without the query. */
  path: string;
  /** With its question mark, or empty. */
  query: string;
  /** Whether it is under the keyed API, or might be for a server that reads it otherwise. */
  keyed: boolean;
  /**
   * Whether the path means what it says: no dot segments (with parameters or without), backslashes, empty
   * segments or NULs, plain or encoded, once or more, which another server might resolve differently.
   */
  clean: boolean;
}

const KEYED_ROOT = "/api/v1";
const PLAIN = /^(\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)+\/?$/;

/** Some servers decode twice. */
const ENCODED = "%(?:25)*";
const SLASH = `(?:/|\\\\|${ENCODED}2f|${ENCODED}5c)`;
const DOT = `(?:\\.|${ENCODED}2e)`;
/** Servlet containers drop what follows a semicolon before they resolve dots. */
const DOT_SEGMENT = new RegExp(`${SLASH}${DOT}{1,2}(?:;|${ENCODED}3b|${SLASH}|$)`, "i");
const AMBIGUOUS = new RegExp(`[\\\\\\0]|%(?![0-9a-f]{2})|${ENCODED}(?:5c|00)`, "i");

/**
 * Reads the target of a request (RFC 9112, section 3.2): origin form, or absolute form as sent
 * to proxies, whose host is ignored. Null for anything else.
 */
export function parseTarget(raw: string): Target | null {
  let rest = raw;
  if (!rest.startsWith("/")) {
    const absolute = /^https?:\/\/[^/\\?#]*/i.exec(rest);
    if (!absolute) return null;
    rest = rest.slice(absolute[0].length);
    if (!rest.startsWith("/")) rest = "/" + rest;
  }
  const fragment = rest.indexOf("#");
  if (fragment >= 0) rest = rest.slice(0, fragment);
  const mark = rest.indexOf("?");
  const path = mark < 0 ? rest : rest.slice(0, mark);
  const query = mark < 0 ? "" : rest.slice(mark);
  if (PLAIN.test(path)) return { path, query, keyed: isUnder(path), clean: true };
  const segments = decode(path).split("/");
  const isEmpty = (segment: string, i: number) =>
    segment === "" && i > 0 && i < segments.length - 1;
  const clean = !DOT_SEGMENT.test(path) && !AMBIGUOUS.test(path) && !segments.some(isEmpty);
  return { path, query, keyed: clean ? isUnder(segments.join("/")) : mayBeUnder(segments), clean };
}

function isUnder(path: string): boolean {
  return path === KEYED_ROOT || path.startsWith(KEYED_ROOT + "/");
}

function decode(path: string): string {
  const slashed = path.replaceAll("\\", "/");
  try {
    return decodeURIComponent(slashed).replaceAll("\\", "/");
  } catch {
    // Malformed escapes: decode what can be, so that nothing hides behind one bad one.
    return slashed.replace(/%[0-7][0-9a-f]/gi, (escape) => decodeURIComponent(escape));
  }
}

/**
 * Servers disagree on the order of decoding and resolving dots, and on empty segments, but all of
 * them only ever leave segments out. So what none can read as the keyed API is what has no `v1`
 * anywhere after an `api`; the rest of the unclean paths needs a key, to be refused with or without.
 */
function mayBeUnder(segments: readonly string[]): boolean {
  const api = segments.indexOf("api");
  return api >= 0 && segments.indexOf("v1", api + 1) >= 0;
}
