import { expect, test } from "vitest";
import { byQuota } from "@/lib/quota-windows";
import type { KeyFacts } from "../decision/facts";
import { KeyCache } from "./key-cache";

const facts = (id: string, over: Partial<KeyFacts> = {}): KeyFacts => ({
  id,
  alias: id,
  category: "development",
  suspended: false,
  active: true,
  deactivateAtMs: null,
  expiresAtMs: null,
  quotas: byQuota(() => null),
  capped: false,
  account: { id: `account of ${id}`, name: "Account" },
  plan: { name: "free", perSecond: 5, perMinute: 100 },
  ...over,
});

/** A database whose answers come when the test says so. */
function slowDatabase() {
  const asked: Array<{ hash: string; answer: (key: KeyFacts | null) => void; fail: () => void }> =
    [];
  const cache = new KeyCache(
    (hash) =>
      new Promise((resolve, reject) =>
        asked.push({
          hash,
          answer: resolve,
          fail: () => reject(new Error("the database is away")),
        }),
      ),
  );
  return { cache, asked };
}

test("a key is read once, and from memory after that", async () => {
  let reads = 0;
  const cache = new KeyCache(async (hash) => (reads++, facts(hash)));
  expect(cache.peek("a")).toBeUndefined();
  const key = await cache.find("a");
  expect(await cache.find("a")).toBe(key);
  expect(cache.peek("a")).toBe(key);
  expect(reads).toBe(1);
});

test("requests that come together share one read", async () => {
  const { cache, asked } = slowDatabase();
  const answers = Promise.all([cache.find("a"), cache.find("a"), cache.find("a")]);
  expect(asked).toHaveLength(1);
  asked[0]!.answer(facts("a"));
  expect((await answers).map((key) => key?.id)).toEqual(["a", "a", "a"]);
});

test("that there is no such key is remembered as well", async () => {
  let reads = 0;
  const cache = new KeyCache(async () => (reads++, null));
  expect(await cache.find("x")).toBeNull();
  expect(cache.peek("x")).toBeNull();
  expect(await cache.find("x")).toBeNull();
  expect(reads).toBe(1);
});

test("a created key is found although its hash was remembered as unknown", async () => {
  const stored = new Map<string, KeyFacts>();
  const cache = new KeyCache(async (hash) => stored.get(hash) ?? null);
  expect(await cache.find("a")).toBeNull();
  stored.set("a", facts("a"));
  cache.forget(["a"]);
  expect((await cache.find("a"))?.id).toBe("a");
});

for (const [what, notice] of [
  ["its own key", (cache: KeyCache) => cache.forget(["a"])],
  ["another key", (cache: KeyCache) => cache.forget(["b"])],
  ["its account", (cache: KeyCache) => cache.forgetAccount("account of a")],
  ["anything", (cache: KeyCache) => cache.clear()],
] as const) {
  test(`a read that raced a notice about ${what} is not kept`, async () => {
    const { cache, asked } = slowDatabase();
    const early = cache.find("a");
    notice(cache);
    asked[0]!.answer(facts("a"));
    expect((await early)?.id).toBe("a");
    expect(cache.peek("a")).toBeUndefined();
  });
}

test("a request after a notice does not join the read from before it", async () => {
  const { cache, asked } = slowDatabase();
  const early = cache.find("a");
  cache.forget(["a"]);
  const late = cache.find("a");
  expect(asked).toHaveLength(2);
  asked[1]!.answer(facts("a", { active: false }));
  expect((await late)?.active).toBe(false);
  // The stale answer comes last, and must not overwrite the fresh one.
  asked[0]!.answer(facts("a", { active: true }));
  expect((await early)?.active).toBe(true);
  expect(cache.peek("a")?.active).toBe(false);
});

test("a failure of the database is told to all who wait, and not remembered", async () => {
  const { cache, asked } = slowDatabase();
  const waiting = Promise.allSettled([cache.find("a"), cache.find("a")]);
  asked[0]!.fail();
  expect((await waiting).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(cache.peek("a")).toBeUndefined();
  const again = cache.find("a");
  asked[1]!.answer(facts("a"));
  expect((await again)?.id).toBe("a");
});

test("a change of an account takes its keys away and leaves the others", async () => {
  const cache = new KeyCache(async (hash) =>
    facts(hash, { account: { id: hash < "c" ? "one" : "two", name: "" } }),
  );
  for (const hash of ["a", "b", "c"]) await cache.find(hash);
  cache.forgetAccount("one");
  expect(["a", "b", "c"].map((hash) => cache.peek(hash) !== undefined)).toEqual([
    false,
    false,
    true,
  ]);
});

test("guessed keys do not fill the memory, nor push the known ones out", async () => {
  const cache = new KeyCache(async (hash) => (hash === "real" ? facts("real") : null));
  await cache.find("real");
  const guesses = 120_000;
  for (let i = 0; i < guesses; i++) await cache.find(`guess-${i}`);
  expect(cache.peek("real")?.id).toBe("real");
  let remembered = 0;
  for (let i = 0; i < guesses; i++) if (cache.peek(`guess-${i}`) === null) remembered++;
  expect(remembered).toBeLessThanOrEqual(100_000);
});

test("whose key it was is remembered, whatever takes it out of trust, until it is read anew", async () => {
  const cache = new KeyCache(async (hash) => facts(hash, { alias: `read ${reads++}` }));
  let reads = 0;
  for (const hash of ["a", "b", "c", "d"]) await cache.find(hash);
  expect(cache.remembered("nobody")).toBeNull();
  cache.forget(["a"]);
  cache.forgetAccount("account of b");
  cache.clear();
  await cache.find("d");
  cache.clear();
  cache.clear();
  for (const hash of ["a", "b", "c", "d"]) {
    expect(cache.peek(hash)).toBeUndefined();
    expect(cache.remembered(hash)?.id).toBe(hash);
  }
  expect(cache.remembered("a")?.alias).toBe("read 0");
  await cache.find("a");
  expect(cache.remembered("a")).toBe(cache.peek("a"));
  expect(cache.remembered("a")?.alias).toBe("read 5");
  // The newest is remembered of what was read twice.
  expect(cache.remembered("d")?.alias).toBe("read 4");
});

test("a key that is gone for good is not remembered", async () => {
  let key: KeyFacts | null = facts("a");
  const cache = new KeyCache(async () => key);
  await cache.find("a");
  cache.forget(["a"]);
  key = null;
  await cache.find("a");
  expect(cache.remembered("a")).toBeNull();
});
