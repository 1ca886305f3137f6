import { randomBytes } from "node:crypto";
import { type IncomingHttpHeaders, request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, raw } from "../http/call";
import { startUpstream } from "../http/front-door";
import { makeOwner, type Owner } from "./owner";
import { CAN_READ_ENVIRONMENTS, variableOf } from "./process-table";
import { saidOfTheCaller } from "./said-of-the-caller";
import { TestServer } from "./server";

let server: TestServer;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
/** Who calls, and who a client would like to be. */
let caller: Owner;
let victim: Owner;
/** What the front door says, as the client says it: even the token, which only the two processes know. */
let said: ReturnType<typeof saidOfTheCaller>;

beforeAll(async () => {
  upstream = await startUpstream();
  server = await TestServer.start({ env: { LATCHKEY_UPSTREAM: upstream.origin } });
  caller = await makeOwner(server);
  victim = await makeOwner(server);
  const token = variableOf(await server.appPid(), "LATCHKEY_APP_TOKEN");
  said = saidOfTheCaller(victim, token ?? randomBytes(32).toString("base64url"));
});
afterAll(async () => {
  await server.remove();
  await upstream.stop();
});

type Spelling = (name: string) => string;
const SPELLINGS: Record<string, Spelling> = {
  "as they are": (name) => name,
  "in capitals": (name) => name.toUpperCase(),
  "in small letters": (name) => name.toLowerCase(),
  "in a mix of both": (name) => name.replace(/[a-z]/g, (c, i) => (i % 2 ? c : c.toUpperCase())),
  "with underscores": (name) => name.replaceAll("-", "_"),
  "with one underscore": (name) => name.replace("-", "_"),
};

/** Headers as they are sent: name, value, name, value… */
const forged = (spell: Spelling = (name) => name): string[] =>
  Object.entries(said).flatMap(([name, value]) => [spell(name), value]);
const host = () => ["Host", `127.0.0.1:${server.port}`];

/** Has the front door's own headers be dropped as those of one connection. */
const named = (): string[] => [
  "Connection",
  `close, Host, X-Forwarded-For, ${Object.keys(said).join(", ")}`,
];

const ways = (): Array<[string, string[]]> => [
  ...Object.entries(SPELLINGS).map(([name, spell]): [string, string[]] => [name, forged(spell)]),
  ["twice", [...forged(), ...forged()]],
  ["named by Connection", [...named(), ...forged()]],
  ["named by Connection alone", named()],
];

const HANDLERS = [
  ["GET", "/api/v1/echo"],
  ["POST", "/api/v1/echo"],
  ["GET", "/api/v1/usage"],
] as const;

test.runIf(CAN_READ_ENVIRONMENTS)(
  "the headers of these tests are those that the app believes, on its own socket",
  async () => {
    const socketPath = variableOf(await server.appPid(), "LATCHKEY_APP_SOCKET")!;
    const text = await new Promise<string>((resolve, reject) => {
      httpRequest({ socketPath, path: "/api/v1/echo", headers: said }, (answer) => {
        let text = "";
        answer.on("data", (part: Buffer) => (text += part.toString()));
        answer.once("end", () => resolve(text));
      })
        .once("error", reject)
        .end();
    });
    expect(JSON.parse(text)).toMatchObject({
      caller: { account: { id: victim.accountId }, key: { id: victim.key.id } },
    });
  },
);

test("without a key a client that says who calls is told that its key is invalid", async () => {
  for (const [way, headers] of ways()) {
    for (const [method, path] of HANDLERS) {
      const all = [...host(), ...headers];
      const answer = await call(server.port, { method, path, headers: all });
      expect([way, answer.status, answer.text]).toEqual([way, 401, '{"error":"Invalid API Key"}']);
    }
  }
});

test("with a key the handler sees whose it is, whatever its client says", async () => {
  for (const [way, headers] of ways()) {
    const all = [...host(), "X-API-Key", caller.key.secret, ...headers];
    const echoed = await call(server.port, { path: "/api/v1/echo", headers: all });
    expect([way, echoed.status]).toEqual([way, 200]);
    expect(echoed.json().caller).toEqual({
      account: { id: caller.accountId, name: "Robin Example" },
      key: { id: caller.key.id, alias: `key-${caller.key.id}`, category: "development" },
    });
    expect(echoed.headers["x-request-id"]).not.toBe(said["X-Request-Id"]);
    const usage = await call(server.port, { path: "/api/v1/usage", headers: all });
    expect(usage.json()).toMatchObject({ key: { id: caller.key.id }, plan: { name: "scale" } });
  }
});

test("the upstream is told who calls, and never what the app is told", async () => {
  let seen: IncomingHttpHeaders = {};
  upstream.handle = ({ headers }, response) => {
    seen = headers;
    response.end();
  };
  for (const [, headers] of ways()) {
    const all = [...host(), "X-API-Key", caller.key.secret, ...headers];
    await call(server.port, { path: "/api/v1/of-the-upstream", headers: all });
    expect(
      Object.keys(seen)
        .filter((name) => /latchkey/i.test(name))
        .sort(),
    ).toEqual([
      "latchkey-account-id",
      "latchkey-key-alias",
      "latchkey-key-category",
      "latchkey-key-id",
    ]);
    expect(seen["latchkey-key-id"]).toBe(caller.key.id);
    expect(JSON.stringify(seen)).not.toContain(said["Latchkey-App-Token"]);
  }
});

describe("no other way leads to a handler", () => {
  const PATHS = [
    "//api/v1/echo",
    "/api//v1/echo",
    "/api/./v1/echo",
    "/x/../api/v1/echo",
    "/api/%2e%2e/api/v1/echo",
    "/api%2fv1%2fecho",
    "/api%2Fv1/echo",
    "/%61pi/v1/echo",
    "/api/v1;x/echo",
    "/api/v1%00/echo",
    "/api\\v1\\echo",
    "/API/V1/ECHO",
    "/index/api/v1/echo",
    "/_next/data/x/api/v1/echo.json",
    "/_next/../api/v1/echo",
    "/api/v1/echo.rsc",
    "/api/v1/echo.segments/_tree.segment.rsc",
  ];
  /** By which Next or a proxy tells what was asked for really. */
  const REWRITES = [
    "X-Matched-Path",
    "X-Invoke-Path",
    "X-Middleware-Rewrite",
    "X-Middleware-Subrequest",
    "X-Now-Route-Matches",
    "X-Nextjs-Rewrite",
    "X-Rewrite-Url",
    "X-Original-Url",
    "Next-Url",
  ];

  test("that is spelled otherwise", async () => {
    for (const path of PATHS) {
      const head = [...host(), ...forged(), "Connection", "close"];
      const lines = head.flatMap((name, i) => (i % 2 ? [] : `${name}: ${head[i + 1]}`));
      const { text } = await raw(
        server.port,
        `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`,
        { timeoutMs: 10_000 },
      );
      expect([path, text.slice(0, 13)]).toEqual([path, expect.stringMatching(/^HTTP\/1\.1 [345]/)]);
      expect(text).not.toContain('"caller"');
    }
  });

  test("by a header that says another path than the request's line", async () => {
    for (const name of REWRITES) {
      const headers = [...host(), ...forged(), name, "/api/v1/echo"];
      const { text } = await call(server.port, { path: "/docs/introduction", headers });
      expect(text).not.toContain('"caller"');
      const keyed = await call(server.port, {
        path: "/api/v1/nothing",
        headers: [...host(), "X-API-Key", caller.key.secret, name, "/api/v1/echo"],
      });
      expect(keyed.text).not.toContain('"caller"');
    }
  });
});

test("to a page such a client is nobody, and sign-in leads back to what was asked for", async () => {
  for (const [way, headers] of ways()) {
    const all = [...host(), ...headers];
    const page = await call(server.port, { path: "/dashboard/keys?q=1", headers: all });
    expect([way, page.status, page.headers.location]).toEqual([
      way,
      307,
      "/sign-in?callbackUrl=%2Fdashboard%2Fkeys%3Fq%3D1",
    ]);
    const tail = await call(server.port, { path: "/dashboard/keys/logs/tail", headers: all });
    expect([way, tail.status]).toEqual([way, 401]);
  }
});
