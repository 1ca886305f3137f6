import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "./call";
import { type FrontDoor, startFrontDoor, startUpstream } from "./front-door";

const HSTS = "strict-transport-security";

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let secure: FrontDoor;
let plain: FrontDoor;
beforeAll(async () => {
  upstream = await startUpstream();
  upstream.handle = (_request, response) =>
    response.writeHead(200, { "Set-Cookie": ["a=1", "b=2"] }).end("of the service");
  const service = { origin: upstream.origin };
  const app = (_request: unknown, response: { end(text: string): void }) => response.end("a page");
  [secure, plain] = await Promise.all([
    startFrontDoor({ service, app, publicUrl: "https://keys.example.com" }),
    startFrontDoor({ service, app, publicUrl: "http://keys.example.com" }),
  ]);
});
afterAll(async () => {
  await Promise.all([secure.stop(), plain.stop()]);
  await upstream.stop();
});

const PATHS = ["/sign-in", "/healthz", "/readyz", "/metrics", "/api/v1/a", "/api/verify", "/%zz"];

test.each(PATHS)(
  "where people come by https, the answer to %s says to stay with it",
  async (path) => {
    expect((await call(secure.port, { path })).headers[HSTS]).toBe("max-age=31536000");
    expect((await call(plain.port, { path })).headers[HSTS]).toBeUndefined();
  },
);

test("an answer of the service says it as well, and keeps what it had", async () => {
  const { secret } = await secure.freshKey();
  const answer = await call(secure.port, { path: "/api/v1/a", headers: { "X-API-Key": secret } });
  expect(answer.headers).toMatchObject({
    [HSTS]: "max-age=31536000",
    "set-cookie": ["a=1", "b=2"],
  });
  expect(answer.text).toBe("of the service");
});
