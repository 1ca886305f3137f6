import { expect, onTestFinished, test } from "vitest";
import { newSecret } from "@/lib/credentials/secret";
import { call } from "./call";
import { startFrontDoor } from "./front-door";

const RULE = { failures: 3, windowMs: 60_000, blockMs: 60_000 };

async function start(trustedProxies: string[] = []) {
  const door = await startFrontDoor({ ipBlock: RULE, trustedProxies });
  onTestFinished(() => door.stop());
  const fail = async (times: number, headers: Record<string, string>) => {
    for (let i = 0; i < times; i++) {
      await call(door.port, { headers: { ...headers, "X-API-Key": newSecret("lk") } });
    }
  };
  return { door, fail };
}

const FROM_PROXY = { "X-Forwarded-For": "198.51.100.1" };

test("bad keys through a proxy that nobody has configured block nobody, and it is noticed", async () => {
  const { door, fail } = await start();
  const { secret } = await door.freshKey();
  await fail(10, FROM_PROXY);
  const answer = await call(door.port, { headers: { ...FROM_PROXY, "X-API-Key": secret } });
  expect(answer.status).toBe(200);
  expect(door.state.unknownProxies).toBe(11);
});

test("without such a header the peer is the client, and is blocked", async () => {
  const { door, fail } = await start();
  const { secret } = await door.freshKey();
  await fail(3, {});
  // A block holds whatever the headers say.
  for (const headers of [{}, FROM_PROXY]) {
    const answer = await call(door.port, { headers: { ...headers, "X-API-Key": secret } });
    expect(answer.status).toBe(403);
  }
});

test("through a trusted proxy each client is blocked for itself", async () => {
  const { door, fail } = await start(["127.0.0.1"]);
  const { secret } = await door.freshKey();
  await fail(3, FROM_PROXY);
  const ask = (ip: string) =>
    call(door.port, { headers: { "X-Forwarded-For": ip, "X-API-Key": secret } });
  expect((await ask("198.51.100.1")).status).toBe(403);
  expect((await ask("198.51.100.2")).status).toBe(200);
  expect(door.state.unknownProxies).toBe(0);
});

test.each([
  ["says of no client", {}],
  ["says nothing that is an address", { "X-Forwarded-For": "unknown, garbage" }],
  ["says an empty word", { "X-Forwarded-For": " , " }],
])("a trusted proxy that %s is not blocked: it is everybody", async (_, headers) => {
  const { door, fail } = await start(["127.0.0.1"]);
  const { secret } = await door.freshKey();
  await fail(10, headers);
  const answer = await call(door.port, { headers: { ...headers, "X-API-Key": secret } });
  expect(answer.status).toBe(200);
});

test.each<Record<string, string>>([
  { "X-Real-IP": "198.51.100.1" },
  { Forwarded: "for=198.51.100.1" },
])(
  "a proxy that nobody has configured is noticed by what else it says (%o), and not blocked",
  async (headers) => {
    const { door, fail } = await start();
    const { secret } = await door.freshKey();
    await fail(10, headers);
    const answer = await call(door.port, { headers: { ...headers, "X-API-Key": secret } });
    expect(answer.status).toBe(200);
    expect(door.state.unknownProxies).toBe(11);
  },
);
