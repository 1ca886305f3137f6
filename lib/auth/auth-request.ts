import { HOME, safePath } from "@/lib/auth/safe-path";

/** A request to NextAuth, as a browser sent it. */
export interface SentToAuth {
  method: string;
  /** What follows `/api/auth/`. */
  segments: readonly string[];
  query: URLSearchParams;
  /** The form's fields: an object of JSON, or a parsed form. Null where there is none. */
  body: Record<string, unknown> | null;
  cookies: ReadonlyMap<string, string>;
  /** Where the app is reached. */
  origin: string;
  /** The providers that there are, and whether each is one of other people's. */
  providers: ReadonlyMap<string, { isOAuth: boolean }>;
}

/** The same as NextAuth takes it. */
export interface ForNextAuth {
  query: Record<string, string | string[]>;
  body: Record<string, string>;
  cookies: Record<string, string>;
}

/** Why NextAuth is not asked, as an HTTP status. */
export type NotForNextAuth = 404 | 405;

/** What may be asked with GET, and with POST; with a provider behind it, or without. */
const PLAIN = {
  GET: new Set(["providers", "session", "csrf", "signin", "signout", "error"]),
  POST: new Set(["signout"]),
};
const WITH_PROVIDER = {
  GET: new Set(["signin", "callback"]),
  POST: new Set(["signin", "callback"]),
};

/** A code of ours or of OAuth (RFC 6749, section 4.1.2.1): it goes into a `Location`. */
const ERROR_CODE = /^[\w-]{1,64}$/;

const OURS = /^(?:__Secure-|__Host-)?next-auth\./;
const CALLBACK_COOKIE = /^(?:__Secure-)?next-auth\.callback-url$/;

/**
 * Reads a request to NextAuth, which itself answers 500 to much that browsers and strangers can send: it is
 * handed only what it can take. An address to go on to is a path of this app, or the page where people land;
 * a cookie that holds another one is left out, so that it breaks nothing and is written over.
 */
export function readAuthRequest(sent: SentToAuth): ForNextAuth | NotForNextAuth {
  const { method, segments, query, providers, origin } = sent;
  const [action = "", provider, ...more] = segments;
  if (more.length > 0 || !isAction(action)) return 404;
  const verb = method === "HEAD" ? "GET" : method;
  if (verb !== "GET" && verb !== "POST") return 405;
  if (provider === undefined) {
    if (!PLAIN[verb].has(action)) return 405;
  } else {
    const asked = providers.get(provider);
    if (!asked || !WITH_PROVIDER.GET.has(action)) return 404;
    // Somebody else's page sends people back with GET; a password comes with POST.
    if (verb === "GET" && action === "callback" && !asked.isOAuth) return 405;
  }
  // With GET the page to sign in is the same for all, and NextAuth would take the provider for an error.
  const asked = verb === "GET" && action === "signin" ? [action] : segments;
  return {
    query: { ...readQuery(query, action, origin), nextauth: [...asked] },
    body: readBody(sent.body, origin),
    cookies: readCookies(sent.cookies, origin),
  };
}

const isAction = (action: string) =>
  [PLAIN.GET, PLAIN.POST, WITH_PROVIDER.GET].some((actions) => actions.has(action));

/** A path of this app, from a path or an address in it; null for anything else. */
function ownPath(wanted: string, origin: string): string | null {
  const isOwn = URL.canParse(wanted) && new URL(wanted).origin === origin;
  const path = isOwn ? new URL(wanted).href.slice(origin.length) : wanted;
  const safe = safePath(path);
  return safe === HOME && path !== HOME ? null : safe;
}

function readQuery(query: URLSearchParams, action: string, origin: string): Record<string, string> {
  const read = Object.fromEntries(query);
  const { callbackUrl, error } = read;
  if (callbackUrl !== undefined) read.callbackUrl = ownPath(callbackUrl, origin) ?? HOME;
  if (error !== undefined && !ERROR_CODE.test(error)) delete read.error;
  if (action === "error") read.error ??= "Default";
  return read;
}

function readBody(body: SentToAuth["body"], origin: string): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(body ?? {})) {
    if (typeof value === "string") read[name] = value;
    // Clients send it as a word, and JSON has one of its own for it.
    else if (name === "json" && value === true) read.json = "true";
  }
  if ("callbackUrl" in (body ?? {})) {
    read.callbackUrl = ownPath(read.callbackUrl ?? "", origin) ?? HOME;
  }
  return read;
}

function readCookies(cookies: ReadonlyMap<string, string>, origin: string): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of cookies) {
    if (!OURS.test(name)) continue;
    if (CALLBACK_COOKIE.test(name) && ownPath(value, origin) === null) continue;
    read[name] = value;
  }
  return read;
}
