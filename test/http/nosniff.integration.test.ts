import type { RequestListener } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { healthServer } from "@/lib/front-door/health/health-server";
import { ServiceCallers } from "@/lib/front-door/health/service-callers";
import { type Answer, call, type Call, raw } from "./call";
import { type FrontDoor, SERVICE_TOKEN, startFrontDoor, startUpstream } from "./front-door";
import { listen } from "./listen";

/** Answers as their request asks, and says nothing about sniffing but where it is asked to. */
const asAsked: RequestListener = (request, response) => {
  const { status = "200", says } = request.headers;
  if (says !== undefined) response.setHeader("X-Content-Type-Options", says);
  response.writeHead(Number(status));
  response.end(["204", "304"].includes(String(status)) ? undefined : "<b>anything</b>");
};

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let door: FrontDoor;
let secret: string;
let healthPort: number;
let stopHealth: () => void;
beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = asAsked;
  door = await startFrontDoor({
    service: { origin: upstream.origin },
    app: asAsked,
    corsOrigins: ["https://shop.example"],
  });
  ({ secret } = await door.freshKey());
  const health = healthServer(
    {
      metrics: { text: async () => ({ body: "", contentType: "text/plain" }) } as never,
      whyNotReady: async () => "a reason",
      notes: async () => ({}),
      onError: (error) => door.errors.push(error),
    },
    new ServiceCallers(SERVICE_TOKEN),
  );
  healthPort = await listen(health);
  stopHealth = () => health.close();
});
afterAll(async () => {
  stopHealth();
  await door.stop();
  await upstream.stop();
});

const nosniffOf = ({ rawHeaders }: Pick<Answer, "rawHeaders">) =>
  rawHeaders.filter((_, i) => i % 2 === 1 && isNosniff(rawHeaders[i - 1]!));
const isNosniff = (name: string) => name.toLowerCase() === "x-content-type-options";

const keyed = (headers: Record<string, string> = {}): Call => ({
  path: "/api/v1/x",
  headers: { "X-API-Key": secret, ...headers },
});
const service = { Authorization: `Bearer ${SERVICE_TOKEN}` };
const preflight = { Origin: "https://shop.example", "Access-Control-Request-Method": "GET" };

test.each<[string, number, () => Call]>([
  ["of the operator's service", 200, () => keyed()],
  ["of the service without a body", 204, () => keyed({ Status: "204" })],
  ["of the service that nothing has changed", 304, () => keyed({ Status: "304" })],
  ["of the service that failed", 500, () => keyed({ Status: "500" })],
  ["of the service to HEAD", 200, () => ({ ...keyed(), method: "HEAD" })],
  ["of a route handler", 200, () => ({ ...keyed(), path: "/api/v1/echo" })],
  ["of a page", 200, () => ({ path: "/sign-in" })],
  ["of a page that has not changed", 304, () => ({ path: "/sign-in", headers: { Status: "304" } })],
  ["to a preflight", 204, () => ({ path: "/api/v1/x", method: "OPTIONS", headers: preflight })],
  ["to no key", 401, () => ({ path: "/api/v1/x" })],
  ["to a path that is none", 400, () => ({ ...keyed(), path: "/api/v1/%zz" })],
  [
    "of verify",
    200,
    () => ({ path: "/api/verify", method: "POST", headers: service, body: '{"key":"x"}' }),
  ],
  ["of verify to another method", 405, () => ({ path: "/api/verify" })],
  ["of /healthz", 200, () => ({ path: "/healthz" })],
  ["of /readyz", 200, () => ({ path: "/readyz" })],
  ["of /metrics", 200, () => ({ path: "/metrics", headers: service })],
  ["of /metrics to anybody", 401, () => ({ path: "/metrics" })],
])("an answer %s (%i) is not to be sniffed", async (_what, status, asked) => {
  const answer = await call(door.port, asked());
  expect([answer.status, nosniffOf(answer)]).toEqual([status, ["nosniff"]]);
});

test.each([
  ["/healthz", 200],
  ["/readyz", 503],
  ["/metrics", 401],
  ["/none", 404],
])("nor is one of the port for health: %s", async (path, status) => {
  const answer = await call(healthPort, { path });
  expect([answer.status, nosniffOf(answer)]).toEqual([status, ["nosniff"]]);
});

test("nor what is answered where the request could not be read", async () => {
  const { text } = await raw(door.port, "GET / HTTP/1.1\r\nno colon\r\n\r\n");
  expect(text).toMatch(/^HTTP\/1\.1 400 [\s\S]*X-Content-Type-Options: nosniff\r\n/);
});

test("nor the page that says that the app is away", async () => {
  const { upstream: there } = door.app;
  door.app.upstream = null;
  door.app.state = "down";
  const answers = [
    await call(door.port, { path: "/sign-in" }),
    await call(door.port, { ...keyed(), path: "/api/v1/echo" }),
  ];
  door.app.upstream = there;
  door.app.state = "up";
  expect(answers.map((answer) => [answer.status, nosniffOf(answer)])).toEqual([
    [503, ["nosniff"]],
    [503, ["nosniff"]],
  ]);
});

test.each(["NoSniff", "none", ""])(
  "whatever a service says of it itself (%j), ours is said, once",
  async (says) => {
    expect(nosniffOf(await call(door.port, keyed({ Says: says })))).toEqual(["nosniff"]);
  },
);
