import { once } from "node:events";
import { type IncomingMessage, request as httpRequest, type ServerResponse } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Answer, call, eventually } from "./call";
import { type FrontDoor, startFrontDoor } from "./front-door";

/*
 * How many requests for pages are in the app at once, and who gets a place: the gate itself is tried in
 * lib/front-door/pages/page-gate.test.ts; here requests come and go through it.
 */

const PLACES = 8;
/** Of these for people who are not signed in. */
const OPEN_PLACES = 4;
/** Of all places, for one who is. */
const OF_ONE = 2;

let door: FrontDoor;
/** What is in the app, and not answered. */
let inApp: Array<{ request: IncomingMessage; response: ServerResponse }>;

/** Starts a front door with few places, and an app that answers when its test says so. */
async function start(setup: Parameters<typeof startFrontDoor>[0] = {}): Promise<void> {
  inApp = [];
  const started = await startFrontDoor({
    app: (request, response) => {
      const visit = { request, response };
      inApp.push(visit);
      response.once("close", () => inApp.splice(inApp.indexOf(visit), 1));
    },
    pagesAtOnce: PLACES,
    whoseSession: async (cookie) => /^session=(\d)$/.exec(cookie)?.[1] ?? null,
    ...setup,
  });
  onTestFinished(() => started.stop());
  door = started;
}

/** The session of somebody who is signed in. */
const signedIn = (person = 0) => ({ Cookie: `session=${person}` });
type Options = NonNullable<Parameters<typeof call>[1]>;

/** Asks for a page, and waits until the app has the request. */
async function enter(options: Options = {}) {
  const before = inApp.length;
  const page = open(options);
  await eventually(() => inApp.length > before);
  return page;
}

/** A request of which the test keeps hold. */
function open({ method = "GET", path = "/dashboard", headers = {} }: Options = {}) {
  const request = httpRequest({
    ...{ host: "127.0.0.1", port: door.port, path, method, agent: false },
    headers: headers as Record<string, string>,
  });
  request.on("error", () => {});
  const answer = once(request, "response").then(([response]) => response as IncomingMessage);
  answer.catch(() => {});
  if (method === "GET") request.end();
  return { request, answer };
}

const ask = (options: Options = {}) => call(door.port, { path: "/dashboard", ...options });
const isEmpty = () => door.gate.inUse === 0;

function expectBusyPage({ status, headers, text }: Answer) {
  expect([status, headers["retry-after"], headers["content-type"]]).toEqual([
    503,
    "1",
    "text/html; charset=utf-8",
  ]);
  expect(text).toContain("Too many people are asking for pages");
}

describe("a place comes back", () => {
  test("with the end of its answer", async () => {
    await start();
    const { answer } = await enter();
    expect(door.gate.inUse).toBe(1);
    inApp[0]!.response.end("page");
    (await answer).resume();
    await eventually(isEmpty);
  });

  test("when the client leaves in the middle of its answer", async () => {
    await start();
    const { request, answer } = await enter();
    inApp[0]!.response.write("first");
    (await answer).on("error", () => {});
    expect(door.gate.inUse).toBe(1);
    request.destroy();
    await eventually(isEmpty);
    await eventually(() => inApp.length === 0);
  });

  test("only once the app begins to answer where the client leaves before, for it goes on with its work", async () => {
    await start();
    const { request } = await enter({ path: "/left" });
    request.destroy();
    await eventually(() => request.closed);
    const other = await enter();
    expect(door.gate.inUse).toBe(2);
    inApp[0]!.response.write("the first part, and nobody to read it");
    await eventually(() => inApp.length === 1);
    expect(inApp[0]!.request.url).toBe("/dashboard");
    await eventually(() => door.gate.inUse === 1);
    inApp[0]!.response.end();
    (await other.answer).resume();
    await eventually(isEmpty);
  });

  test("when the app dies with it, before the answer or in its middle, and when it cannot be had", async () => {
    await start();
    for (const midway of [false, true]) {
      const { answer } = await enter({ headers: signedIn() });
      if (midway) {
        inApp[0]!.response.write("first");
        (await answer).on("error", () => {});
      }
      inApp[0]!.request.socket.destroy();
      if (!midway) expect((await answer).resume().statusCode).toBe(503);
      await eventually(isEmpty);
    }
    await door.app.upstream!.close();
    expect((await ask()).status).toBe(503);
    await eventually(isEmpty);
  });

  test("when the app is late", async () => {
    await start({ appDeadlines: { headersTimeoutMs: 300 } });
    expect((await ask()).status).toBe(503);
    await eventually(isEmpty);
  });

  test("when its request is one that is refused", async () => {
    await start();
    const headers = { "Transfer-Encoding": "gzip, chunked" };
    expect((await ask({ method: "POST", headers, body: "x" })).status).toBe(400);
    expect(door.gate.inUse).toBe(0);
  });

  test("from a download while it goes on, so that it keeps nobody out", async () => {
    await start();
    const { answer } = await enter();
    inApp[0]!.response.write("first part");
    const download = await answer;
    expect(door.gate.inUse).toBe(1);
    // In two seconds, and not with its end, which is not to come.
    await eventually(isEmpty, 10_000);
    inApp[0]!.response.end(", last part");
    let text = "";
    for await (const part of download) text += String(part);
    expect(text).toBe("first part, last part");
  });
});

describe("a body that its sender takes time for", () => {
  test("holds no place, and is not with the app", async () => {
    await start();
    const { request, answer } = open({ method: "POST", headers: { "Content-Length": "6" } });
    request.write("one");
    // A request that came after it, and has been to the app and back: so the first has come in.
    const other = await enter();
    inApp[0]!.response.end();
    (await other.answer).resume();
    await eventually(isEmpty);
    expect(inApp).toEqual([]);
    request.end("two");
    await eventually(() => inApp.length === 1);
    expect(door.gate.inUse).toBe(1);
    inApp[0]!.response.end("done");
    (await answer).resume();
    await eventually(isEmpty);
  });

  test("holds none either when its sender leaves", async () => {
    await start();
    const { request } = open({ method: "POST", headers: { "Transfer-Encoding": "chunked" } });
    request.write("one");
    await once(request, "socket");
    await eventually(() => request.socket?.writableLength === 0);
    request.destroy();
    const { answer } = await enter();
    expect(door.gate.inUse).toBe(1);
    inApp[0]!.response.end();
    (await answer).resume();
    await eventually(isEmpty);
  });
});

describe("when all places are taken", () => {
  /** Takes places for people who are signed in, as many as each may have. */
  async function fill(places: number) {
    const pages = [];
    for (let i = 0; i < places; i++) {
      pages.push(await enter({ headers: signedIn(Math.floor(i / OF_ONE)) }));
    }
    return pages;
  }
  const ANOTHER = signedIn(9);

  test("whoever comes is told at once, in a page or as the API tells it, and who comes later is served", async () => {
    await start();
    const pages = await fill(PLACES);
    expectBusyPage(await ask({ headers: ANOTHER }));
    const json = await ask({ path: "/api/auth/session", headers: ANOTHER });
    expect([json.status, json.json(), json.headers["retry-after"]]).toEqual([
      503,
      { error: "Service temporarily unavailable" },
      "1",
    ]);
    expectBusyPage(await ask({ method: "POST", headers: ANOTHER, body: "x".repeat(100_000) }));
    expect(door.gate.inUse).toBe(PLACES);

    inApp[0]!.response.end();
    (await pages[0]!.answer).resume();
    await eventually(() => door.gate.inUse === PLACES - 1);
    await enter({ headers: ANOTHER });
    expect(door.gate.inUse).toBe(PLACES);
  });

  test("whoever would send a body is told so before it is read, and is not asked for it", async () => {
    await start();
    await fill(PLACES);
    for (const expect100 of [false, true]) {
      const more: Record<string, string> = expect100 ? { Expect: "100-continue" } : {};
      const { request, answer } = open({
        method: "POST",
        headers: { ...ANOTHER, ...more, "Content-Length": "65536" },
      });
      let isAskedFor = false;
      request.on("continue", () => (isAskedFor = true));
      request.flushHeaders();
      expect((await answer).resume().statusCode).toBe(503);
      expect(isAskedFor).toBe(false);
      request.destroy();
    }
    expect(door.gate.inUse).toBe(PLACES);
  });

  test("by strangers, people who are signed in are served all the same", async () => {
    await start();
    for (let i = 0; i < OPEN_PLACES; i++) await enter();
    expectBusyPage(await ask());
    expectBusyPage(await ask({ headers: { Cookie: "session=forged" } }));
    await fill(PLACES - OPEN_PLACES);
    expectBusyPage(await ask({ headers: ANOTHER }));
  });

  test("that one person may have, others are served all the same", async () => {
    await start();
    await fill(OF_ONE);
    expectBusyPage(await ask({ headers: signedIn(0) }));
    await enter({ headers: ANOTHER });
  });

  test("keyed requests and the front door's own endpoints are served all the same", async () => {
    await start();
    const { secret } = await door.key();
    await fill(PLACES);
    const { answer } = await enter({ path: "/api/v1/echo", headers: { "X-API-Key": secret } });
    inApp.at(-1)!.response.end("handled");
    expect((await answer).resume().statusCode).toBe(200);
    expect((await ask({ path: "/readyz" })).status).toBe(200);
  });
});

describe("strangers", () => {
  const TURNS = 8;

  test("take turns in the app, in the order in which they came, and files of the build need none", async () => {
    await start({ pagesAtOnce: 100 });
    const pages = [];
    for (let i = 0; i < TURNS; i++) pages.push(await enter());
    const waiting = [];
    for (const path of ["/first", "/second"]) {
      waiting.push(open({ path }));
      await eventually(() => door.gate.inUse === TURNS + waiting.length);
    }
    await enter({ path: "/_next/static/chunks/x.js" });
    await enter({ path: "/of-somebody", headers: signedIn() });
    for (const next of ["/first", "/second"]) {
      inApp[0]!.response.end();
      await eventually(() => inApp.at(-1)!.request.url === next);
    }
    expect(inApp.map(({ request }) => request.url)).toEqual([
      ...Array.from({ length: TURNS - 2 }, () => "/dashboard"),
      "/_next/static/chunks/x.js",
      "/of-somebody",
      "/first",
      "/second",
    ]);
  });

  test.each([
    "/_next/static/../../sign-in",
    "/_next/static/%2e%2e/%2e%2e/sign-in",
    "/_next/static/chunks/..;/../../../sign-in",
    "/_next/static//sign-in",
  ])("take turns for %s as well, which is no file of the build", async (path) => {
    await start({ pagesAtOnce: 100 });
    for (let i = 0; i < TURNS; i++) await enter();
    const waiting = open({ path });
    await eventually(() => door.gate.inUse === TURNS + 1);
    // Whoever needs no turn overtakes those who do: were it one of them, it would be in the app before this one is.
    await enter({ path: "/_next/static/chunks/x.js" });
    expect(inApp.map(({ request }) => request.url)).not.toContain(path);
    inApp[0]!.response.end();
    await eventually(() => inApp.at(-1)!.request.url === path);
    inApp.at(-1)!.response.end();
    (await waiting.answer).resume();
  });

  test("who leave while they wait for their turn leave their places, and the app hears nothing of them", async () => {
    await start({ pagesAtOnce: 100 });
    for (let i = 0; i < TURNS; i++) await enter();
    const gone = open({ path: "/gone" });
    await eventually(() => door.gate.inUse === TURNS + 1);
    const last = open({ path: "/last" });
    await eventually(() => door.gate.inUse === TURNS + 2);
    gone.request.destroy();
    await eventually(() => door.gate.inUse === TURNS + 1);
    inApp[0]!.response.end();
    await eventually(() => inApp.at(-1)!.request.url === "/last");
    for (const { response } of [...inApp]) response.end();
    (await last.answer).resume();
    await eventually(isEmpty);
  });

  test("who waited when the app died are told so, and nothing is left behind", async () => {
    await start({ pagesAtOnce: 100 });
    const pages = [];
    for (let i = 0; i < TURNS; i++) pages.push(await enter());
    for (let i = 0; i < 5; i++) pages.push(open());
    await eventually(() => door.gate.inUse === TURNS + 5);
    const { upstream } = door.app;
    Object.assign(door.app, { upstream: null, state: "down" });
    await upstream!.close();
    for (const { answer } of pages) expect((await answer).resume().statusCode).toBe(503);
    await eventually(isEmpty);
  });
});
