import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: FrontDoor;
let key: { secret: string };
beforeAll(async () => {
  upstream = await startUpstream();
  door = await startFrontDoor({
    service: { origin: upstream.origin },
    app: (request, response) => {
      const isKeyed = request.headers["latchkey-app-token"] !== undefined;
      response.setHeader("Vary", "rsc, Accept-Encoding");
      response.end(isKeyed ? "handler" : "page");
    },
  });
  key = await door.freshKey();
});
afterAll(async () => {
  await door.stop();
  await upstream.stop();
});

/** What a client gets of an answer with these headers. */
async function told(headers: Record<string, string | string[]>, path = "/api/v1/x") {
  upstream.handle = (_request, response) => {
    for (const name in headers) response.setHeader(name, headers[name]!);
    response.end("x");
  };
  const answer = await call(door.port, { path, headers: { "X-API-Key": key.secret } });
  const { vary, location } = answer.headers;
  const count = (name: string) =>
    answer.rawHeaders.filter((part, i) => i % 2 === 0 && part.toLowerCase() === name).length;
  expect(count("vary")).toBeLessThanOrEqual(1);
  return { vary, location, cacheControl: answer.headers["cache-control"] };
}

const BY_KEY = "X-API-Key, Authorization";

describe("an answer to a keyed request is kept out of shared caches", () => {
  test.each<[string, Record<string, string | string[]>, string | undefined, string | undefined]>([
    ["that say nothing about caching", {}, BY_KEY, "private"],
    ["that may be kept for a minute", { "Cache-Control": "max-age=60" }, BY_KEY, "max-age=60"],
    ["that expire", { Expires: "Thu, 01 Jan 2099 00:00:00 GMT" }, BY_KEY, undefined],
    ["that say nothing in many words", { "Cache-Control": "" }, BY_KEY, "private"],
    [
      "that take their word back on the way",
      { "Cache-Control": "public, max-age=60", Connection: "Cache-Control, close" },
      BY_KEY,
      "private",
    ],
    [
      "that take back by what they vary",
      { Vary: "Accept", Connection: "Vary, close" },
      BY_KEY,
      "private",
    ],
    ["that vary already", { Vary: "Accept" }, `Accept, ${BY_KEY}`, "private"],
    ["that vary twice", { Vary: ["Accept", "Origin"] }, `Accept, Origin, ${BY_KEY}`, "private"],
    ["that vary by the key", { Vary: "x-api-key" }, "x-api-key, Authorization", "private"],
    ["that vary by anything", { Vary: "*" }, "*", "private"],
    ["that name public in another word", { "Cache-Control": "x-public" }, BY_KEY, "x-public"],
    ...[
      "max-age=60; public",
      "public; max-age=60",
      "max-age=60 public",
      'private="x, public"',
      'no-cache="s-maxage=60',
      'ext="a\\", public"',
      "public=no",
      "s-maxage",
      "s-maxage=soon",
    ].map((said): [string, Record<string, string>, string, string] => [
      `that seem to say it: ${said}`,
      { "Cache-Control": said },
      BY_KEY,
      said,
    ]),
  ])("of answers %s", async (_what, headers, vary, cacheControl) => {
    expect(await told(headers)).toMatchObject({ vary, cacheControl });
  });

  test.each([
    "public",
    "public, max-age=60",
    "max-age=60,PUBLIC",
    "s-maxage=60",
    "a, s-maxage=1",
    's-maxage="60"',
    'ext="a, b" , public',
    ",, public ,",
  ])("but not one that its service marks as everybody's: %s", async (cacheControl) => {
    expect(await told({ "Cache-Control": cacheControl, Vary: "Accept" })).toMatchObject({
      vary: "Accept",
      cacheControl,
    });
  });

  test("of a route handler, too", async () => {
    expect(await told({}, "/api/v1/echo")).toMatchObject({
      vary: `rsc, Accept-Encoding, ${BY_KEY}`,
      cacheControl: "private",
    });
  });

  test("and a page is left as it is", async () => {
    expect(await told({}, "/sign-in")).toMatchObject({ vary: "rsc, Accept-Encoding" });
  });
});

describe("where an upstream leads to itself, the client gets the path alone", () => {
  const at = (path: string) => `${upstream.origin}${path}`;
  test.each<[string, (to: typeof at) => string, string]>([
    ["a path", (to) => to("/next?page=2#top"), "/next?page=2#top"],
    ["nothing behind it", (to) => to(""), "/"],
    ["a query alone", (to) => to("?page=2"), "/?page=2"],
    ["capital letters", (to) => to("/next").replace("http", "HTTP"), "/next"],
    ["two slashes, which would name a host", (to) => to("//evil.example/"), "/.//evil.example/"],
    ["a slash and a backslash", (to) => to("/\\evil.example"), "/.//evil.example"],
  ])("%s", async (_what, location, expected) => {
    expect((await told({ Location: location(at) })).location).toBe(expected);
  });

  test.each<[string, (to: typeof at) => string]>([
    ["a relative path", () => "../next"],
    ["another host", () => "https://elsewhere.example/next"],
    ["a port that begins with its own", (to) => to("0/next")],
    ["its address as somebody's name", (to) => to("@evil.example/")],
    ["a person at its address", (to) => to("/next").replace("//", "//me:secret@")],
    ["another scheme", (to) => to("/next").replace("http:", "https:")],
  ])("but not %s", async (_what, location) => {
    expect((await told({ Location: location(at) })).location).toBe(location(at));
  });
});
