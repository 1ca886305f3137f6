import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MemoryIpBlocks } from "@/test/memory-ip-blocks";
import { IpBlocks, type IpBlockStore } from "./ip-blocks";
import { keepsFailuresAndBlocks } from "./ip-blocks-contract";

const RULE = { failures: 3, windowMs: 1_000, blockMs: 5_000 };

let nowMs = 0;
beforeEach(() => {
  nowMs = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

keepsFailuresAndBlocks(async () => {
  let shared: MemoryIpBlocks | undefined;
  return {
    open: (rule) => (shared ??= new MemoryIpBlocks(rule, () => nowMs)),
    pass: async (ms) => void (nowMs += ms),
    unblock: async (ip) => void shared!.blocks.delete(ip),
  };
});

/** What the instances of a test share. */
function sharedStore(rule: typeof RULE | null = RULE) {
  const store = new MemoryIpBlocks(rule, () => nowMs);
  return { blocks: store.blocks, store };
}

const open = (store: IpBlockStore, rule: typeof RULE | null = RULE) =>
  new IpBlocks(rule, store, (error) => {
    throw error;
  });

/** Lets what waits be handed on. */
const told = () => vi.advanceTimersByTimeAsync(300);

test("exactly so many failures block, for exactly so long", async () => {
  const { store, blocks } = sharedStore();
  const ips = open(store);
  ips.fail("a", 0);
  ips.fail("a", 10);
  expect(ips.until("a", 11)).toBeNull();
  ips.fail("a", 20);
  expect(ips.until("a", 20)).toBe(5_020);
  expect(ips.until("a", 5_019)).toBe(5_020);
  expect(ips.until("a", 5_020)).toBeNull();
  nowMs = 20;
  await told();
  expect(blocks.get("a")).toEqual({ untilMs: 5_020, failures: 3 });
});

test("failures are counted in a rolling window, by address, as an exact log counts them", () => {
  const schedule = fc.array(fc.record({ waitMs: fc.nat(900), ip: fc.constantFrom("a", "b") }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(schedule, (steps) => {
      nowMs = 0;
      // Told to nobody: what is counted here alone.
      const ips = open(sharedStore(null).store);
      const log: Array<{ ip: string; at: number }> = [];
      for (const { waitMs, ip } of steps) {
        nowMs += waitMs;
        if (ips.until(ip, nowMs) !== null) continue;
        ips.fail(ip, nowMs);
        log.push({ ip, at: nowMs });
        const recent = log.filter((f) => f.ip === ip && f.at > nowMs - RULE.windowMs);
        const isBlocked = recent.length >= RULE.failures;
        expect(ips.until(ip, nowMs) !== null).toBe(isBlocked);
        // What led to a block is paid for with it.
        if (isBlocked) log.splice(0, log.length, ...log.filter((f) => f.ip !== ip));
      }
    }),
  );
});

test("a block that came or went elsewhere holds here too", async () => {
  const { store, blocks } = sharedStore();
  const [here, there] = [open(store), open(store)];
  for (let i = 0; i < 3; i++) there.fail("a", i);
  nowMs = 2;
  await told();
  await here.refresh("a");
  expect(here.until("a", 10)).toBe(5_002);
  blocks.delete("a");
  await here.refresh("a");
  expect(here.until("a", 10)).toBeNull();
  await there.resync();
  expect(there.until("a", 10)).toBeNull();
});

test("what was read before an address was unblocked does not block it again", async () => {
  const { store, blocks } = sharedStore();
  blocks.set("a", { untilMs: 9_000, failures: 3 });
  blocks.set("b", { untilMs: 9_000, failures: 3 });
  const answers: Array<() => void> = [];
  const slowly = <T>(value: T) => new Promise<T>((resolve) => answers.push(() => resolve(value)));
  const slow: IpBlockStore = {
    ...store,
    readAll: async () => slowly(await store.readAll()),
    read: async (ip) => slowly(await store.read(ip)),
  };
  const ips = open(slow);
  const reads = [ips.resync(), ips.refresh("a")];
  await expect.poll(() => answers).toHaveLength(2);
  blocks.delete("a");
  const unblocked = ips.refresh("a");
  await expect.poll(() => answers).toHaveLength(3);
  // The last question is answered first.
  for (const answer of answers.reverse()) answer();
  await Promise.all([...reads, unblocked]);
  expect(ips.until("a", 10)).toBeNull();
  expect(ips.until("b", 10)).toBe(9_000);
});

test("an unblocked address starts from nothing", async () => {
  const { store } = sharedStore();
  const ips = open(store);
  ips.fail("a", 0);
  ips.fail("a", 1);
  await ips.refresh("a");
  ips.fail("a", 2);
  expect(ips.until("a", 3)).toBeNull();
});

test("failures here and elsewhere are added up, and a block that comes of them holds here", async () => {
  const { store } = sharedStore();
  const [here, there] = [open(store), open(store)];
  here.fail("a", 0);
  there.fail("a", 0);
  await told();
  expect(here.until("a", 0)).toBeNull();
  here.fail("a", 0);
  await told();
  expect(here.until("a", 0)).toBe(5_000);
});

test("a block of which the store has not heard is not lost when all are read anew", async () => {
  const { store } = sharedStore();
  const ips = open(store);
  for (let i = 0; i < 3; i++) ips.fail("a", 0);
  await ips.resync();
  await ips.refresh("a");
  expect(ips.until("a", 1)).toBe(5_000);
});

test("an address that is unblocked before the answer that it is blocked comes, is let through", async () => {
  const { store, blocks } = sharedStore();
  let answer = () => {};
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const ips = open({
    ...store,
    count: async (failures) => {
      const blocked = await store.count(failures);
      await slow;
      return blocked;
    },
  });
  for (let i = 0; i < 3; i++) ips.fail("a", 0);
  await told();
  blocks.delete("a");
  await ips.refresh("a");
  answer();
  await told();
  expect(ips.until("a", 1)).toBeNull();
});

test("failures that could not be told of are told of later, unless they are too old by then", async () => {
  const rule = { ...RULE, windowMs: 10_000 };
  const { store, blocks } = sharedStore(rule);
  const errors: unknown[] = [];
  let isLost = true;
  const count = store.count;
  const flaky: IpBlockStore = {
    ...store,
    count: async (failures) => {
      if (isLost) throw new Error("gone");
      return count(failures);
    },
  };
  const ips = new IpBlocks(rule, flaky, (error) => errors.push(error));
  ips.fail("a", 0);
  ips.fail("a", 0);
  await told();
  expect(errors).toHaveLength(1);
  ips.fail("a", 0);
  ips.fail("b", 0);
  isLost = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect([...blocks.keys()]).toEqual(["a"]);
  isLost = true;
  ips.fail("c", 0);
  await vi.advanceTimersByTimeAsync(10_500);
  isLost = false;
  await vi.advanceTimersByTimeAsync(1_500);
  ips.fail("c", 0);
  ips.fail("c", 0);
  await told();
  expect([...blocks.keys()]).toEqual(["a"]);
});

test("switched off, or without an address, nobody is blocked", () => {
  const { store } = sharedStore();
  const off = open(store, null);
  const on = open(store);
  for (let i = 0; i < 10; i++) {
    off.fail("a", i);
    on.fail(null, i);
  }
  expect(off.until("a", 10)).toBeNull();
  expect(on.until(null, 10)).toBeNull();
});

test("a change that could not be read is read again", async () => {
  const { store, blocks } = sharedStore();
  let isLost = false;
  const whenThere = async <T>(read: () => Promise<T>) => {
    if (isLost) throw new Error("gone");
    return read();
  };
  const ips = open({
    ...store,
    readAll: () => whenThere(store.readAll),
    read: (ip) => whenThere(() => store.read(ip)),
  });
  blocks.set("a", { untilMs: 5_000, failures: 3 });
  await ips.refresh("a");
  blocks.delete("a");
  blocks.set("b", { untilMs: 5_000, failures: 3 });

  isLost = true;
  await expect(ips.refresh("a")).rejects.toThrow("gone");
  await expect(ips.tidy(1)).rejects.toThrow("gone");
  expect(ips.until("a", 1)).toBe(5_000);
  isLost = false;
  await ips.tidy(1);
  expect([ips.until("a", 1), ips.until("b", 1)]).toEqual([null, 5_000]);

  // Nor is what fails while all are read taken for read.
  const reading = ips.resync();
  blocks.delete("b");
  isLost = true;
  await expect(ips.refresh("b")).rejects.toThrow("gone");
  isLost = false;
  await reading;
  await ips.tidy(1);
  expect(ips.until("b", 1)).toBeNull();
});

test("blocks that have ended are forgotten", async () => {
  const { store, blocks } = sharedStore();
  const ips = open(store);
  blocks.set("a", { untilMs: 5_000, failures: 3 });
  await ips.refresh("a");
  await ips.tidy(5_000);
  expect(ips.until("a", 1)).toBeNull();
});
