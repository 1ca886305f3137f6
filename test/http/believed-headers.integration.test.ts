import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

/** What frameworks and proxies take for the truth about a client, its way or its wish. */
const BELIEVED = [
  "Forwarded",
  "X-Forwarded-User",
  "X-Forwarded-Port",
  "X-Forwarded-Prefix",
  "X-Forwarded-Server",
  "X-Forwarded-Whatever-Comes-Next",
  "X_Forwarded_User",
  "X-Real-IP",
  "x_real_ip",
  "True-Client-IP",
  "CF-Connecting-IP",
  "X-Client-IP",
  "Remote-User",
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-HTTP-Method-Override",
  "X-Method-Override",
  "Proxy",
];

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let plain: FrontDoor;
let behind: FrontDoor;
/** By who asked: what reached the operator's service, a route handler, a page. */
let seen: Record<string, string | string[] | undefined>;
beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = (request, response) => {
    seen = request.headers;
    response.end();
  };
  const app: typeof upstream.handle = (request, response) => {
    seen = request.headers;
    response.end();
  };
  const service = { origin: upstream.origin };
  [plain, behind] = await Promise.all([
    startFrontDoor({ service, app }),
    startFrontDoor({ service, app, trustedProxies: ["127.0.0.1"] }),
  ]);
});
afterAll(async () => {
  await Promise.all([plain.stop(), behind.stop()]);
  await upstream.stop();
});

const WAYS = ["/api/v1/x", "/api/v1/echo", "/dashboard"];

test.each(WAYS)(
  "%s gets none of the headers that anybody can write and many believe",
  async (path) => {
    for (const door of [plain, behind]) {
      const { secret } = await door.freshKey();
      const headers = Object.fromEntries(BELIEVED.map((name) => [name, "evil"]));
      await call(door.port, { path, headers: { ...headers, "X-API-Key": secret, "X-Kept": "1" } });
      expect(seen["x-kept"]).toBe("1");
      expect(Object.entries(seen).filter(([, value]) => value === "evil")).toEqual([]);
    }
  },
);

test.each(WAYS)("%s gets scheme and host of another from a trusted proxy alone", async (path) => {
  const said = { "X-Forwarded-Proto": "https", "X-Forwarded-Host": "asked.example" };
  for (const [door, proto] of [
    [plain, undefined],
    [behind, "https"],
  ] as const) {
    const { secret } = await door.freshKey();
    await call(door.port, { path, headers: { ...said, Host: "x", "X-API-Key": secret } });
    expect(seen["x-forwarded-proto"]).toBe(proto);
    const isService = path === "/api/v1/x";
    expect(seen["x-forwarded-host"]).toBe(
      proto === undefined ? undefined : isService ? "x" : "asked.example",
    );
  }
});
