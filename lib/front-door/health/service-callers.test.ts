import { expect, test } from "vitest";
import { ServiceCallers } from "./service-callers";

const TOKEN = "service-token-of-tests-long-enough";
const RIGHT = `Bearer ${TOKEN}`;

function open(token: string | undefined = TOKEN) {
  let nowMs = 0;
  const callers = new ServiceCallers(token, () => nowMs);
  return {
    status: (authorization: string | undefined, ip: string | null) =>
      callers.refusal(authorization, ip)?.status ?? 200,
    refusal: (authorization: string, ip: string) => callers.refusal(authorization, ip),
    pass: (ms: number) => (nowMs += ms),
  };
}

test("after twenty wrong tokens an address waits until the window ends, and others do not", () => {
  const { status, refusal, pass } = open();
  for (let i = 0; i < 20; i++) expect(status(`Bearer wrong-${i}`, "192.0.2.1")).toBe(401);
  pass(60_000);
  expect(refusal("Bearer wrong", "192.0.2.1")).toMatchObject({
    status: 429,
    headers: { "Retry-After": "240" },
  });
  expect(status("Bearer wrong", "192.0.2.2")).toBe(401);
  pass(240_000);
  expect(status("Bearer wrong", "192.0.2.1")).toBe(401);
});

test("an IPv6 network is one address, and so are all whose address is not known", () => {
  const { status } = open();
  for (let i = 1; i <= 20; i++) status("Bearer wrong", `2001:db8:1:2::${i}`);
  expect(status("Bearer wrong", "2001:db8:1:2:ffff::1")).toBe(429);
  expect(status("Bearer wrong", "2001:db8:1:3::1")).toBe(401);
  for (let i = 0; i < 20; i++) status("Bearer wrong", null);
  expect(status("Bearer wrong", null)).toBe(429);
});

test("the right token is taken whatever others send from the same address, and no token is no guess", () => {
  const { status } = open();
  for (let i = 0; i < 100; i++) status("Bearer wrong", "192.0.2.1");
  expect(status(RIGHT, "192.0.2.1")).toBe(200);
  expect(status(undefined, "192.0.2.1")).toBe(401);
  for (let i = 0; i < 100; i++) expect(status(undefined, "192.0.2.9")).toBe(401);
  expect(status("Bearer wrong", "192.0.2.9")).toBe(401);
});

test("where no token is set the endpoints are not there, however often they are asked for", () => {
  const callers = new ServiceCallers(undefined);
  for (let i = 0; i < 30; i++) expect(callers.refusal("Bearer x", "192.0.2.1")?.status).toBe(404);
});
