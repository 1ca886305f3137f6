import { describe, expect, test } from "vitest";
import { type ForNextAuth, readAuthRequest, type SentToAuth } from "./auth-request";
import { HOME } from "./safe-path";

const ORIGIN = "http://127.0.0.1:4100";

function read(path: string, more: Partial<SentToAuth> = {}) {
  const url = new URL(path, "http://any/api/auth/");
  return readAuthRequest({
    method: "GET",
    segments: url.pathname.slice("/api/auth/".length).split("/"),
    query: url.searchParams,
    body: null,
    cookies: new Map(),
    origin: ORIGIN,
    providers: new Map([
      ["credentials", { isOAuth: false }],
      ["github", { isOAuth: true }],
    ]),
    ...more,
  });
}

const taken = (read: ReturnType<typeof readAuthRequest>): ForNextAuth => {
  if (typeof read === "number") throw new Error(`it was refused with ${read}`);
  return read;
};

const BAD = [
  "http://%5B",
  "http://[",
  "//",
  "/\\evil.example",
  "http://127.0.0.1:4100.evil.example/",
  "http://127.0.0.1:4100@evil.example/",
  "http://127.0.0.1:4100//evil.example",
  "https://evil.example/x",
  "javascript:alert(1)",
  "\0",
  "%",
  "",
];

describe("an address to go on to that is none of ours", () => {
  test.each(BAD)("in the query is the page where people land: %j", (bad) => {
    const { query } = taken(read(`session?callbackUrl=${encodeURIComponent(bad)}`));
    expect(query.callbackUrl).toBe(HOME);
  });

  test.each([...BAD, { a: 1 }, ["http://x"], null])("in the body too: %j", (bad) => {
    const body = { callbackUrl: bad, email: "a@b.co" };
    const { body: fields } = taken(read("callback/credentials", { method: "POST", body }));
    expect(fields).toEqual({ callbackUrl: HOME, email: "a@b.co" });
  });

  test.each(BAD)("in a cookie is left out: %j", (bad) => {
    for (const name of ["next-auth.callback-url", "__Secure-next-auth.callback-url"]) {
      const cookies = new Map([
        [name, bad],
        ["next-auth.csrf-token", "kept"],
        ["somebody-else's", "of no use"],
      ]);
      expect(taken(read("csrf", { cookies })).cookies).toEqual({ "next-auth.csrf-token": "kept" });
    }
  });
});

test.each([
  ["/dashboard/usage?range=7d", "/dashboard/usage?range=7d"],
  [`${ORIGIN}/dashboard/usage#top`, "/dashboard/usage#top"],
  [ORIGIN, "/"],
  [`${ORIGIN}/dashboard\r\nX: y`, "/dashboardX:%20y"],
])("a page of ours is gone on to, as a path: %j", (given, path) => {
  const query = new URLSearchParams({ callbackUrl: given });
  expect(taken(read("signin", { query })).query.callbackUrl).toBe(path);
});

test.each(["%0d%0aX", "%00", "%E2%80%A8", "%C4%80", "a".repeat(65)])(
  "what is no code of an error never gets into an address: %s",
  (error) => {
    expect(taken(read(`error?error=${error}`)).query.error).toBe("Default");
    expect(taken(read(`signin?error=${error}`)).query.error).toBeUndefined();
  },
);

test("a provider's own words about an error are passed on", () => {
  const { query } = taken(read("callback/github?error=access_denied&error_description=No+thanks"));
  expect(query).toMatchObject({ error: "access_denied", error_description: "No thanks" });
});

test.each([
  ["GET", "callback/credentials", 405],
  ["GET", "callback", 405],
  ["POST", "session", 405],
  ["PUT", "session", 405],
  ["GET", "callback/gitlab", 404],
  ["POST", "signin/__proto__", 404],
  ["GET", "nope", 404],
  ["GET", "verify-request", 404],
  ["GET", "signin/github/more", 404],
  ["GET", "signout/credentials", 404],
])("%s %s is not asked of NextAuth", (method, path, status) => {
  expect(read(path, { method })).toBe(status);
});

test("signing in with GET leads to the form without an error, whoever is named", () => {
  expect(taken(read("signin/github")).query.nextauth).toEqual(["signin"]);
});
