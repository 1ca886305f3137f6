import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTarget } from "./target";

test("a plain target is split into path and query", () => {
  expect(parseTarget("/api/v1/echo?a=1&b=%2F")).toEqual({
    path: "/api/v1/echo",
    query: "?a=1&b=%2F",
    keyed: true,
    clean: true,
  });
  expect(parseTarget("/")).toMatchObject({ path: "/", query: "", keyed: false, clean: true });
  expect(parseTarget("/api/v1/echo#top")).toMatchObject({ path: "/api/v1/echo", keyed: true });
});

test("what lies under the keyed API is keyed, and what only looks like it is not", () => {
  for (const path of ["/api/v1", "/api/v1/", "/api/v1/echo", "/api/v1/a/b.json", "/api/v1?x"]) {
    expect(parseTarget(path), path).toMatchObject({ keyed: true, clean: true });
  }
  for (const path of [
    "/api/v10",
    "/api/v1x/echo",
    "/api/verify",
    "/API/V1/echo",
    "/dashboard?next=/api/v1/echo",
    "/docs/api/v1",
    "/x#/api/v1/echo",
  ]) {
    expect(parseTarget(path), path).toMatchObject({ keyed: false, clean: true });
  }
  for (const path of ["//dashboard", "/x/../dashboard", "/v1//api", "/api//verify", "/a%5cb"]) {
    expect(parseTarget(path), path).toMatchObject({ keyed: false, clean: false });
  }
});

/** Spellings that some server behind the door might take for /api/v1/echo. */
const SPELLINGS = [
  "/api/v1//echo",
  "//api/v1/echo",
  "//host/api/v1/echo",
  "/api//v1/echo",
  "/./api/v1/echo",
  "/api/./v1/echo",
  "/x/../api/v1/echo",
  "/../api/v1/echo",
  "/x/%2e%2e/api/v1/echo",
  "/x/%2E./api/v1/echo",
  "/x/.%2e/api/v1/echo",
  "\\api\\v1\\echo",
  "/api\\v1\\echo",
  "/\\api/v1/echo",
  "/api%5cv1%5Cecho",
  "/api/v1%2Fecho",
  "/api%2fv1%2fecho",
  "/%61pi/v1/echo",
  "/api/%76%31/echo",
  "/api/v1/%65cho",
  "/api/v1/echo%00",
  "/api/v1/%ff",
  "/%61pi/v1/%zz",
  "/%61pi%2fv1/%ff/echo",
  // A server that resolves dots before it decodes, or keeps empty segments, ends up inside.
  "/a%2fb/../api/v1/echo",
  "/api/v1//../echo",
  "/api/x/..//../v1/echo",
  "/api/v1/x/../echo",
  "http://host/api/v1/echo",
  "HTTPS://user@host:8443/api/v1/echo",
  "http://host/%61pi/v1/echo",
  "http://host//api/v1/echo",
  "http://host\\api/v1/echo",
];

test.each(SPELLINGS)("%s does not get past the door", (spelling) => {
  // A backslash cannot begin a target; behind a host it can.
  const target = parseTarget(spelling.startsWith("\\") ? `http://host${spelling}` : spelling);
  expect(target?.keyed).toBe(true);
});

test("a path that two servers might read differently is not clean", () => {
  for (const path of [
    "/api/v1//echo",
    "/api/v1/../v1/echo",
    "/api/v1/%2e%2e/x",
    "/api/v1/./x",
    // Servlet containers drop a segment's parameters first; some servers decode twice.
    "/api/v1/..;/admin",
    "/api/v1/..;a=b/admin",
    "/api/v1/.;/x",
    "/api/v1/%2e%2e;/admin",
    "/api/v1/..%3b/admin",
    "/api/v1/..;",
    "/api/v1/%252e%252e/admin",
    "/api/v1/%252e.%253b/admin",
    "/api/v1/x%252f..%252fadmin",
    "/api/v1/a%255cb",
    "/api/v1\\echo",
    "/api/v1/a%5cb",
    "/api/v1/a%00b",
    "/api/v1/%zz",
    "/api/v1/%",
  ]) {
    expect(parseTarget(path), path).toMatchObject({ keyed: true, clean: false });
  }
  for (const path of [
    "/api/v1/caf%C3%A9",
    "/api/v1/a%20b/",
    "/api/v1/.well-known",
    "/api/v1/a..b",
    "/api/v1/a..;b",
    "/api/v1/...",
    "/api/v1/..a;b",
    "/api/v1/x;v=1.2/y",
    "/api/v1/50%25",
    "/api/v1/50%25.",
  ]) {
    expect(parseTarget(path), path).toMatchObject({ keyed: true, clean: true });
  }
});

test("anything but origin and absolute form is refused", () => {
  for (const raw of [
    "",
    "*",
    "api/v1/echo",
    "host:443",
    "ftp://host/api/v1",
    "http:/api/v1/echo",
  ]) {
    expect(parseTarget(raw), raw).toBeNull();
  }
});

/**
 * How a WHATWG URL parser reads it, as Next and most frameworks do, with its path decoded as a
 * router decodes it. An independent reading: whatever it finds under the API must be keyed.
 */
function readByUrlParser(raw: string): string[] {
  const readings: string[] = [];
  for (const text of raw.startsWith("/") ? [`http://h${raw}`, raw] : [raw]) {
    try {
      const { pathname } = new URL(text, "http://h");
      readings.push(pathname, pathname.replace(/\/{2,}/g, "/"));
      readings.push(decodeURIComponent(pathname));
    } catch {
      // Not a URL, or not decodable: nothing to hold against the door.
    }
  }
  return readings;
}

const noise = fc.array(
  fc.constantFrom(
    ...["/", "/", "/", "//", "\\", "x", "api", "v1", "/..", "/../", "/./", "/%2e%2E/", "/x/.."],
    ...["%2f", "%5c", "/%ff", "%00", "%", "?", "#", "é"],
  ),
  { maxLength: 3 },
);
const spelled = (...spellings: string[]) => fc.constantFrom(...spellings);
const targets = fc
  .tuple(
    spelled("/", "/", "//", "http://host/", "http://host\\"),
    noise,
    spelled("api", "api", "%61pi", "ap%69"),
    noise,
    spelled("/", "/", "\\", "%2f", "%5C"),
    noise,
    spelled("v1", "v1", "%76%31"),
    noise,
  )
  .map((parts) => parts.flat().join(""));

test("whatever a URL parser would take for the keyed API is keyed", () => {
  let under = 0;
  fc.assert(
    fc.property(targets, (raw) => {
      const reached = readByUrlParser(raw).some((path) => /^\/api\/v1(\/|$)/.test(path));
      if (!reached) return;
      under++;
      expect(parseTarget(raw)?.keyed, raw).toBe(true);
    }),
    { numRuns: 5_000 },
  );
  expect(under).toBeGreaterThan(30);
});

test("a deep or endless path is read in no time, and never throws", () => {
  for (const raw of [
    "/a".repeat(40_000),
    "/" + ".".repeat(80_000),
    "/%2e".repeat(20_000),
    "/!".repeat(40_000) + "\\",
  ]) {
    const startedAt = performance.now();
    parseTarget(raw);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
      parseTarget(`/${text}`);
      parseTarget(text);
    }),
  );
});
