import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { eq } from "drizzle-orm";
import pMap from "p-map";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { requestLogs } from "@/db/schema/requests";
import { raw } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeKey, type TestKey } from "../key";
import { makeOwner, type Owner } from "./owner";
import { asItIs, type Endpoint, spellings } from "./path-spellings";
import { variableOf } from "./process-table";
import { saidOfTheCaller } from "./said-of-the-caller";
import { TestServer } from "./server";
import { ROOT } from "../root";

/*
 * Every way to write the path of a keyed endpoint, with every kind of header that a framework or a proxy believes:
 * without a key that is good, none of them leads to what the key protects.
 */

let server: TestServer;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let owner: Owner;
let deactivated: TestKey;
let endpoints: Endpoint[];
/** What the front door tells the app of a caller who may, with the token that only the two know. */
let said: ReturnType<typeof saidOfTheCaller>;
/** What has reached the upstream. */
const reached: string[] = [];

const OF_THE_UPSTREAM = `of the upstream ${randomBytes(12).toString("hex")}`;
/** What the echo answers, and no page does. */
const OF_THE_HANDLER = /"caller"\s*:\s*\{\s*"account"/;

beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = ({ method, url }, response) => {
    reached.push(`${method} ${url}`);
    response.end(OF_THE_UPSTREAM);
  };
  server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  owner = await makeOwner(server);
  const { db } = server.database;
  deactivated = await makeKey({ db, accountId: owner.accountId }, { active: false });
  const token = variableOf(await server.appPid(), "LATCHKEY_APP_TOKEN");
  said = saidOfTheCaller(owner, token ?? randomBytes(32).toString("base64url"));
  const buildId = readFileSync(path.join(ROOT, ".next/BUILD_ID"), "utf8").trim();
  const { secret } = owner.key;
  endpoints = ["echo", "of-the-upstream"].map((name) => ({ name, secret, buildId }));
});
afterAll(async () => {
  await server.remove();
  await upstream.stop();
});
beforeEach(() => void reached.splice(0));

type Headers = Record<string, string>;

const MIDDLEWARE = ["middleware", "src/middleware", "pages/_middleware", "proxy", "src/proxy"];

const ofMiddleware = (): Headers => ({
  "x-middleware-subrequest": MIDDLEWARE.map((name) => Array(5).fill(name).join(":")).join(":"),
  "x-middleware-prefetch": "1",
  "x-middleware-next": "1",
  "x-middleware-invoke": "1",
  "x-middleware-rewrite": "/api/v1/echo",
  "x-middleware-override-headers": "x-api-key",
  "x-middleware-request-x-api-key": owner.key.secret,
});

const ofTheRouter = (): Headers => ({
  RSC: "1",
  "Next-Router-Prefetch": "1",
  "Next-Router-Segment-Prefetch": "/_tree",
  "Next-Router-State-Tree": encodeURIComponent('["",{"children":["__PAGE__",{}]},null,null]'),
  "Next-Url": "/api/v1/echo",
  "x-nextjs-data": "1",
  Purpose: "prefetch",
});

/** Nothing that Next's router would say. */
const ofNoRouter = (): Headers => ({
  RSC: "1",
  "Next-Router-Prefetch": "%zz",
  "Next-Router-Segment-Prefetch": "/../../api/v1/echo",
  "Next-Router-State-Tree": '{"__proto__":{}}',
  "Next-Url": "//evil.example",
  "x-nextjs-data": "",
});

const ofAnAction = (): Headers => ({
  "Next-Action": "7f".padEnd(42, "0"),
  Origin: server.origin,
  Accept: "text/x-component",
});

const ofRewrites = (): Headers => ({
  "X-Original-URL": "/api/v1/echo",
  "X-Rewrite-URL": "/api/v1/echo",
  "X-HTTP-Method-Override": "OPTIONS",
  "X-HTTP-Method": "OPTIONS",
  "X-Method-Override": "OPTIONS",
  "X-Forwarded-Prefix": "/api",
  "X-Forwarded-Uri": "/docs/introduction",
  "X-Matched-Path": "/api/v1/echo",
  "X-Invoke-Path": "/api/v1/echo",
  "X-Now-Route-Matches": "1=echo",
  "X-Nextjs-Rewrite": "/api/v1/echo",
  "X-Prerender-Revalidate": "1",
});

const ofTheFrontDoor = (): Headers => ({
  ...said,
  "X-Forwarded-For": "127.0.0.1",
  "X-Forwarded-Host": "localhost",
  "X-Forwarded-Proto": "https",
  "X-Forwarded-Port": "443",
  "X-Forwarded-User": owner.email,
  "X-Real-IP": "127.0.0.1",
  Forwarded: "for=127.0.0.1;host=localhost;proto=https",
  Cookie: owner.cookie,
});

const HEADERS: Record<string, () => Headers> = {
  "no other header": () => ({}),
  "headers of Next's middleware": ofMiddleware,
  "headers of Next's router": ofTheRouter,
  "headers of a server action": ofAnAction,
  "headers that say another path or method": ofRewrites,
  "headers of the front door itself, and a session": ofTheFrontDoor,
  "all of them at once": () => ({
    ...ofMiddleware(),
    ...ofTheRouter(),
    ...ofRewrites(),
    ...ofTheFrontDoor(),
  }),
};

const KEYS: Record<string, () => Headers> = {
  "without a key": () => ({}),
  "with a key that is deactivated": () => ({ "X-API-Key": deactivated.secret }),
};

interface Asked {
  method?: string;
  /** What stands in the request's line. */
  target: string;
  headers: Headers;
}

/** One request as it is written, on a connection of its own. */
async function ask({ method = "GET", target, headers }: Asked) {
  const head = { Host: `127.0.0.1:${server.port}`, ...headers, Connection: "close" };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = `${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`;
  const { text, closed } = await raw(server.port, bytes, { timeoutMs: 60_000 });
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0),
    location: /^location: (.*)\r$/im.exec(text)?.[1],
    // Without what stands between chunks.
    text: text.replace(/\r\n[0-9a-f]+\r\n/g, ""),
    closed,
  };
}
type Answer = Awaited<ReturnType<typeof ask>>;

/** As both processes say that they cannot serve now (see the table of errors), or have no place for a page. */
const isDocumented503 = ({ status, text }: Answer) =>
  status === 503 && /^retry-after: \d+\r$/im.test(text);

/** What no answer may be; null where it is none of it. */
function faultOf({ status, text, closed, location }: Answer): string | null {
  if (status === 0) return closed ? "no answer" : "no answer in time";
  if (text.includes(OF_THE_UPSTREAM)) return "the upstream's answer";
  if (OF_THE_HANDLER.test(text)) return "the handler's answer";
  if (text.includes(said["Latchkey-App-Token"]!)) return "the app's token";
  if (status >= 500) return `status ${status}`;
  if (location && !isOwn(location)) return `leads to ${location}`;
  return null;
}

/** Whether it leads to a path here, and not to another host. */
const isOwn = (location: string) => {
  const { origin } = new URL(location, server.origin);
  return origin === server.origin || origin === "https://localhost";
};

/** The same, asked again where there was no place for it. */
async function settled(asked: Asked): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await ask(asked);
    if (!isDocumented503(answer) || tries === 10) return answer;
  }
}

/** Few enough that each page has its place. */
const AT_ONCE = 4;

/** @returns each request whose answer is none that it may get, with what is wrong */
async function faults(all: readonly Asked[]): Promise<string[]> {
  const found = await pMap(
    all,
    async (asked) => {
      const { method = "GET", target, headers } = asked;
      const answer = await settled(asked);
      const here = faultOf(answer);
      if (here) return `${method} ${JSON.stringify(target)}: ${here}`;
      if (!answer.location) return null;
      // Led elsewhere, the client goes there, with all that it has.
      const { pathname, search } = new URL(answer.location, server.origin);
      const there = faultOf(await settled({ method, target: pathname + search, headers }));
      return there && `${method} ${JSON.stringify(target)} → ${pathname}${search}: ${there}`;
    },
    { concurrency: AT_ONCE },
  );
  return found.filter((fault) => fault !== null);
}

/** The good key is good still, at both endpoints, and the app has not been started anew. */
async function expectAllWell(): Promise<void> {
  for (const endpoint of endpoints) {
    const target = `/api/v1/${endpoint.name}`;
    const { status, text } = await ask({ target, headers: { "X-API-Key": owner.key.secret } });
    expect([target, status]).toEqual([target, 200]);
    expect(OF_THE_HANDLER.test(text) || text.includes(OF_THE_UPSTREAM)).toBe(true);
  }
  expect(await server.app()).toMatchObject({ state: "up", restarts: 0 });
}

test("a good key opens the endpoints, however their path is added to: what the matrix looks for is there", async () => {
  for (const endpoint of endpoints) {
    for (const target of asItIs(endpoint)) {
      const answer = await ask({ target, headers: { "X-API-Key": owner.key.secret } });
      const wanted = endpoint.name === "echo" ? "the handler's answer" : "the upstream's answer";
      expect([target, answer.status, faultOf(answer)]).toEqual([target, 200, wanted]);
    }
  }
  expect(reached).toHaveLength(asItIs(endpoints[1]!).length);
});

describe.each(Object.keys(KEYS))("%s no spelling of a path leads to an endpoint", (keyName) => {
  test.each(Object.keys(HEADERS))("with %s", async (headersName) => {
    const headers = { ...HEADERS[headersName]!(), ...KEYS[keyName]!() };
    const targets = endpoints.flatMap((endpoint) => spellings(endpoint));
    expect(targets.length).toBeGreaterThanOrEqual(2 * 80);
    expect(await faults(targets.map((target) => ({ target, headers })))).toEqual([]);
    expect(reached).toEqual([]);
    await expectAllWell();
  });
});

const METHODS = ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"];

test.each(Object.keys(KEYS))("%s no method leads to an endpoint", async (keyName) => {
  const targets = endpoints.flatMap((endpoint) => [
    `/api/v1/${endpoint.name}`,
    `/api/v1/${endpoint.name}?_rsc`,
    `/API/V1/${endpoint.name}`,
    `//api/v1/${endpoint.name}`,
    `/docs/../api/v1/${endpoint.name}`,
  ]);
  const all = METHODS.flatMap((method) =>
    Object.values(HEADERS).flatMap((headersOf) => {
      const headers = { ...headersOf(), ...KEYS[keyName]!() };
      return targets.map((target) => ({ method, target, headers }));
    }),
  );
  expect(await faults(all)).toEqual([]);
  expect(reached).toEqual([]);
  await expectAllWell();
});

// Next.js by itself answers 500.
test("headers of Next's router that say nothing are no fault of ours", async () => {
  const targets = endpoints.flatMap((endpoint) => spellings(endpoint));
  const headers = ofNoRouter();
  expect(await faults(targets.map((target) => ({ target, headers })))).toEqual([]);
});

test("of the deactivated key the log has nothing but rejections, which cost nothing", async () => {
  const { db } = server.database;
  const headers = { "X-API-Key": deactivated.secret };
  await faults(
    endpoints.flatMap((endpoint) => asItIs(endpoint).map((target) => ({ target, headers }))),
  );
  const rowsOf = () => db.select().from(requestLogs).where(eq(requestLogs.keyId, deactivated.id));
  await expect.poll(async () => (await rowsOf()).length, { timeout: 10_000 }).toBeGreaterThan(0);
  const others = (await rowsOf()).filter(
    ({ code, status, counted, credits }) =>
      code !== "inactive_key" || status !== 401 || counted || credits > 0,
  );
  expect(others).toEqual([]);
});
