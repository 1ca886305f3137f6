import type { KeyFacts } from "@/lib/enforcement/decision/facts";
import { dropNamed, HOP_BY_HOP, namedByConnection } from "./connection-headers";
import type { Client } from "./exchange";

/** One connection's, or said anew by us, whoever is asked. */
const SAID_ANEW = [
  ...HOP_BY_HOP,
  "host",
  "expect",
  "http2-settings",
  "x-request-id",
  "content-length",
  "x-latchkey-path",
];

/**
 * Headers that frameworks believe, and that anybody can write: who the client is, which way it came, and
 * what it asks for in truth. What is ours to say of that, we say.
 */
const BELIEVED = [
  "forwarded",
  "forwarded-for",
  "x-forwarded",
  "x-real-ip",
  "x-client-ip",
  "client-ip",
  "wl-proxy-client-ip",
  "proxy-client-ip",
  "x-vercel-forwarded-for",
  "x-vercel-proxied-for",
  "do-connecting-ip",
  "x-nf-client-connection-ip",
  "ali-cdn-real-ip",
  "cdn-src-ip",
  "x-sucuri-clientip",
  "incap-client-ip",
  "front-end-https",
  "x-url-scheme",
  "x-scheme",
  "x-cluster-client-ip",
  "x-originating-ip",
  "x-remote-ip",
  "x-remote-addr",
  "true-client-ip",
  "x-true-client-ip",
  "cf-pseudo-ipv4",
  "x-original-forwarded-for",
  "cf-connecting-ip",
  "cf-connecting-ipv6",
  "fastly-client-ip",
  "fly-client-ip",
  "x-azure-clientip",
  "x-appengine-user-ip",
  "x-envoy-external-address",
  "remote-user",
  "x-remote-user",
  // Who a proxy in front has let in, as several of them tell it.
  "x-auth-request-user",
  "x-auth-request-email",
  "x-auth-request-groups",
  "x-auth-request-preferred-username",
  "x-webauth-user",
  "x-webauth-email",
  "x-webauth-groups",
  "x-amzn-oidc-identity",
  "x-amzn-oidc-data",
  "x-amzn-oidc-accesstoken",
  "x-goog-authenticated-user-email",
  "x-goog-authenticated-user-id",
  "x-goog-iap-jwt-assertion",
  "cf-access-authenticated-user-email",
  "cf-access-jwt-assertion",
  "x-ms-client-principal",
  "x-ms-client-principal-id",
  "x-ms-client-principal-name",
  "x-ssl-client-verify",
  "x-ssl-client-cert",
  "x-ssl-client-s-dn",
  "ssl-client-verify",
  "ssl-client-cert",
  "ssl-client-subject-dn",
  "x-client-cert",
  "client-cert",
  "client-cert-chain",
  "x-original-url",
  "x-original-uri",
  "x-original-host",
  "x-original-method",
  "x-envoy-original-path",
  "x-envoy-original-method",
  "x-envoy-original-host",
  "x-rewrite-url",
  "x-rewrite-uri",
  "x-http-host-override",
  "x-host",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "proxy",
];
/** And all of these: for, host, proto, port, prefix, user, … */
const BELIEVED_PREFIX = "x-forwarded-";

/** Not the business of whoever serves a keyed request: the key itself, and cookies. */
const OF_THE_KEY = ["x-api-key", "cookie"];

/** An endpoint is no page: of Next's navigation headers, it would make some a redirect. */
const OF_NAVIGATION = [
  "rsc",
  "next-action",
  "next-router-prefetch",
  "next-router-segment-prefetch",
  "next-router-state-tree",
  "next-url",
];
/** And all that Next keeps for itself: of one of these it answers in place of a handler. */
const OF_NEXT = /^(?:next|x-next|x-nextjs|x-middleware|x-invoke|x-matched|x-prerender)-/;

/** What is withheld from the operator's service, from a route handler, and from a page. */
const WITHHELD = {
  service: new Set([...SAID_ANEW, ...BELIEVED, ...OF_THE_KEY]),
  handler: new Set([...SAID_ANEW, ...BELIEVED, ...OF_THE_KEY, ...OF_NAVIGATION]),
  page: new Set([...SAID_ANEW, ...BELIEVED]),
};

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

/** What a client's head says of itself, end to end. */
interface Sent {
  /** Name, value, name, value… */
  headers: string[];
  host: string | null;
  forwardedHost: string | null;
  forwardedProto: string | null;
}

function endToEnd(rawHeaders: readonly string[], reader: keyof typeof WITHHELD): Sent {
  const withheld = WITHHELD[reader];
  const sent: Sent = { headers: [], host: null, forwardedHost: null, forwardedProto: null };
  let named: Set<string> | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const folded = foldedName(name);
    if (withheld.has(folded) || folded.startsWith(BELIEVED_PREFIX)) {
      if (name === "connection") named = namedByConnection(value, named);
      else if (name === "host") sent.host = value;
      else if (name === "x-forwarded-host") sent.forwardedHost = value;
      else if (name === "x-forwarded-proto") sent.forwardedProto = value;
      continue;
    }
    if (folded.startsWith("latchkey-")) continue;
    if (reader === "handler" && OF_NEXT.test(folded)) continue;
    if (reader !== "page" && name === "authorization" && carriesKey(value)) continue;
    sent.headers.push(name, value);
  }
  if (named) sent.headers = dropNamed(sent.headers, named);
  return sent;
}

/** Where a request comes from, as we say it ourselves. */
interface From {
  client: Client;
  requestId: string;
}

/*
 * What we say comes first: servers read some hundreds or a thousand headers and leave out the rest, and a
 * client may send as many.
 */

/** The head of a request to the operator's service: name, value, name, value… */
export function serviceRequestHeaders(
  rawHeaders: readonly string[],
  { client, requestId, key, host }: From & { key: KeyFacts; host: string },
): string[] {
  const sent = endToEnd(rawHeaders, "service");
  const ours = ["host", host, "x-request-id", requestId];
  // Who calls. Made anew each time: kept with each key, these would be a fifth of what it takes in memory.
  ours.push("Latchkey-Account-Id", key.account.id, "Latchkey-Key-Id", key.id);
  ours.push("Latchkey-Key-Alias", encodeURIComponent(key.alias));
  ours.push("Latchkey-Key-Category", encodeURIComponent(key.category));
  if (client.ip !== null) ours.push("x-forwarded-for", client.ip);
  if (client.isProxy()) {
    // The scheme is the proxy's own word. Of a host it often passes on whatever a client has said.
    if (sent.forwardedProto !== null) ours.push("x-forwarded-proto", sent.forwardedProto);
    if (sent.host !== null) ours.push("x-forwarded-host", sent.host);
  }
  return ours.concat(sent.headers);
}

/** Next and NextAuth believe these headers: they are ours, or a trusted proxy's. */
function address({ host, forwardedHost, forwardedProto }: Sent, from: From): string[] {
  const { client, requestId } = from;
  const ours = ["x-request-id", requestId];
  if (host !== null) ours.push("host", host);
  // An address that is everybody's says nothing of who signs in, and would have all of them throttled.
  if (client.ip !== null && !client.isAnybody) ours.push("x-forwarded-for", client.ip);
  if (!client.isProxy()) return ours;
  if (forwardedHost !== null) ours.push("x-forwarded-host", forwardedHost);
  if (forwardedProto !== null) ours.push("x-forwarded-proto", forwardedProto);
  return ours;
}

/**
 * The head of a request to a keyed route handler: who calls, for `withApiKey` to read. In one header, as
 * each takes Next several microseconds.
 *
 * @param token proves to the app that the front door speaks
 */
export function handlerRequestHeaders(
  rawHeaders: readonly string[],
  { key, token, ...from }: From & { key: KeyFacts; token: string },
): string[] {
  const sent = endToEnd(rawHeaders, "handler");
  const { account, id, alias, category, plan } = key;
  const caller = { account, key: { id, alias, category }, plan, requestId: from.requestId };
  const ours = address(sent, from);
  ours.push("Latchkey-Caller", encodeURIComponent(JSON.stringify(caller)));
  ours.push("Latchkey-App-Token", token);
  return ours.concat(sent.headers);
}

/** The head of a request to a page, which has cookies and knows what it was asked for as. */
export function pageRequestHeaders(
  rawHeaders: readonly string[],
  { asked, ...from }: From & { asked: string },
): string[] {
  const sent = endToEnd(rawHeaders, "page");
  const ours = address(sent, from);
  // A page does not know its own address; sign-in must, to lead back to it.
  ours.push("x-latchkey-path", asked);
  return ours.concat(sent.headers);
}
