import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

const APP = "https://app.example.com";
const EXPOSED = "RateLimit, RateLimit-Policy, Retry-After, X-Request-Id, Latchkey-Error";

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let some: FrontDoor;
let all: FrontDoor;
let none: FrontDoor;
beforeAll(async () => {
  upstream = await startUpstream();
  const service = { origin: upstream.origin };
  [some, all, none] = await Promise.all([
    startFrontDoor({ service, corsOrigins: [APP, "http://localhost:5173"] }),
    startFrontDoor({ service, corsOrigins: ["*"] }),
    startFrontDoor({ service }),
  ]);
  upstream.handle = (_request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "https://upstream.example");
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.end("x");
  };
});
afterAll(async () => {
  await Promise.all([some.stop(), all.stop(), none.stop()]);
  await upstream.stop();
});

const preflight = (door: FrontDoor, origin: string, more: Record<string, string> = {}) =>
  call(door.port, {
    method: "OPTIONS",
    path: "/api/v1/echo",
    headers: {
      Origin: origin,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type,x-api-key",
      ...more,
    },
  });

const corsOf = ({ headers }: Awaited<ReturnType<typeof call>>) => ({
  origin: headers["access-control-allow-origin"],
  exposed: headers["access-control-expose-headers"],
  credentials: headers["access-control-allow-credentials"],
  vary: headers.vary,
});

describe("a preflight", () => {
  test("from an allowed origin is answered without a key, neither logged nor counted", async () => {
    const key = await some.freshKey({ quotaTotal: 1 });
    const answer = await preflight(some, APP, { "X-API-Key": key.secret });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": APP,
      "access-control-allow-headers": "content-type,x-api-key",
      "access-control-max-age": "600",
      "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(answer.headers["access-control-allow-methods"]).toContain("POST");
    expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(answer.headers.vary).toContain("Origin");
    expect(await some.rows(key.id)).toEqual([]);
  });

  test("is answered for any origin where all are allowed", async () => {
    expect(corsOf(await preflight(all, "https://any.example"))).toMatchObject({ origin: "*" });
  });

  test.each([
    ["another origin", "https://evil.example", {}],
    ["an origin that begins like an allowed one", `${APP}.evil.example`, {}],
    ["no origin at all", "null", {}],
  ])("from %s needs a key like every request", async (_who, origin, more) => {
    const answer = await preflight(some, origin, more);
    expect(answer.status).toBe(401);
    expect(corsOf(answer).origin).toBeUndefined();
  });

  test("that asks for no method is none", async () => {
    const answer = await call(some.port, { method: "OPTIONS", headers: { Origin: APP } });
    expect(answer.status).toBe(401);
  });

  test("cannot write a header of its own into the answer", async () => {
    const answer = await preflight(some, APP, { "Access-Control-Request-Headers": "a;b=<>" });
    expect(answer.headers["access-control-allow-headers"]).toBe("X-API-Key, Authorization");
  });

  test("is enforced like every request where browsers may not call", async () => {
    expect((await preflight(none, APP)).status).toBe(401);
  });
});

describe("an answer to an allowed origin", () => {
  test.each([
    ["of a handler", "/api/v1/echo", true, 200],
    ["of the upstream, in place of what it says of origins", "/api/v1/x", true, 200],
    ["that is an error", "/api/v1/x", false, 401],
  ])("%s may be read by its page, without cookies", async (_what, path, hasKey, status) => {
    const { secret } = await some.freshKey();
    const headers = { Origin: APP, ...(hasKey ? { "X-API-Key": secret } : {}) };
    const answer = await call(some.port, { path, headers });
    expect(answer.status).toBe(status);
    expect(corsOf(answer)).toMatchObject({ origin: APP, exposed: EXPOSED, credentials: undefined });
    expect(answer.headers.vary).toContain("Origin");
  });

  test("is not read by a page elsewhere, and no cache mistakes the one for the other", async () => {
    const { secret } = await some.freshKey();
    const headers = { Origin: "https://evil.example", "X-API-Key": secret };
    const answer = await call(some.port, { path: "/api/v1/x", headers });
    expect(corsOf(answer)).toEqual({
      origin: undefined,
      exposed: undefined,
      credentials: undefined,
      vary: "X-API-Key, Authorization, Origin",
    });
  });

  test("keeps every cookie and link that the upstream gave", async () => {
    const { handle } = upstream;
    upstream.handle = (_request, response) =>
      response.writeHead(200, { "Set-Cookie": ["a=1", "b=2"], Link: ["</a>", "</b>"] }).end("x");
    const { secret } = await some.freshKey();
    const headers = { Origin: APP, "X-API-Key": secret };
    const answer = await call(some.port, { path: "/api/v1/x", headers });
    upstream.handle = handle;
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(answer.headers.link).toBe("</a>, </b>");
    expect(corsOf(answer)).toMatchObject({ origin: APP, exposed: EXPOSED });
  });

  test("is the upstream's own to give where nothing is set", async () => {
    const { secret } = await none.freshKey();
    const answer = await call(none.port, {
      path: "/api/v1/x",
      headers: { Origin: APP, "X-API-Key": secret },
    });
    expect(corsOf(answer)).toMatchObject({
      origin: "https://upstream.example",
      credentials: "true",
      exposed: undefined,
    });
  });
});
