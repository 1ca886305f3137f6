import { expect, test } from "vitest";
import type { IpBlockRule } from "@/lib/env";
import type { IpBlockStore } from "./ip-blocks";

/** A store as a test sees it: `pass` lets so much of its time go by. */
export interface StoreUnderTest {
  /** As another instance has it too: all that are opened share what they keep. */
  open(rule: IpBlockRule | null): IpBlockStore;
  pass(ms: number): Promise<void>;
  /** Takes a block away, as the operator does. */
  unblock(ip: string): Promise<void>;
}

const RULE: IpBlockRule = { failures: 20, windowMs: 300_000, blockMs: 900_000 };

/**
 * What every store of failures and blocks promises.
 *
 * @param make a store of a test's own
 */
export function keepsFailuresAndBlocks(make: () => Promise<StoreUnderTest>): void {
  const ip = "203.0.113.9";
  const failed = (times: number, at = ip) => new Map([[at, times]]);

  test("failures of all instances together block, with the one that reaches the limit", async () => {
    const shared = await make();
    const [a, b, c] = [shared.open(RULE), shared.open(RULE), shared.open(RULE)];
    expect(await a.count(failed(7))).toEqual([]);
    expect(await b.count(failed(7))).toEqual([]);
    expect(await c.count(failed(5))).toEqual([]);
    expect(await a.read(ip)).toBeNull();
    const [blocked] = await b.count(failed(1));
    expect(blocked!.ip).toBe(ip);
    expect(await c.read(ip)).toBe(blocked!.untilMs);
    expect(await a.readAll()).toEqual([blocked]);
  });

  test("instances that tell at the same moment miss nothing of each other", async () => {
    const shared = await make();
    const stores = Array.from({ length: 10 }, () => shared.open(RULE));
    const told = await Promise.all(stores.map((store) => store.count(failed(2))));
    expect(told.flat()).toHaveLength(1);
  });

  test("an address is counted by itself, many in one call", async () => {
    const shared = await make();
    const store = shared.open(RULE);
    const many = new Map(Array.from({ length: 300 }, (_, i) => [`198.51.100.${i}`, 19]));
    many.set("2001:db8::/64", 20);
    expect((await store.count(many)).map((block) => block.ip)).toEqual(["2001:db8::/64"]);
    expect((await store.count(failed(1, "198.51.100.7"))).map((block) => block.ip)).toEqual([
      "198.51.100.7",
    ]);
  });

  test("failures leave the window, and a block ends", async () => {
    const shared = await make();
    const store = shared.open(RULE);
    await store.count(failed(19));
    await shared.pass(RULE.windowMs + 10_000);
    expect(await store.count(failed(1))).toEqual([]);
    expect(await store.count(failed(19))).toHaveLength(1);
    await shared.pass(RULE.blockMs + 1_000);
    expect(await store.read(ip)).toBeNull();
    expect(await store.readAll()).toEqual([]);
  });

  test("what led to a block, or came while it was in force, leads to no other", async () => {
    const shared = await make();
    const store = shared.open({ ...RULE, blockMs: 60_000 });
    expect(await store.count(failed(25))).toHaveLength(1);
    expect(await store.count(failed(18))).toEqual([]);
    await shared.pass(61_000);
    expect(await store.count(failed(19))).toEqual([]);
    expect(await store.count(failed(1))).toHaveLength(1);
    await shared.unblock(ip);
    expect(await store.count(failed(19))).toEqual([]);
  });

  test("without a rule nobody is blocked", async () => {
    const shared = await make();
    const off = shared.open(null);
    expect(await off.count(failed(1_000))).toEqual([]);
    expect(await off.read(ip)).toBeNull();
  });
}
