import { expect, test, vi } from "vitest";
import type { KeyFacts } from "../decision/facts";
import type { Grant } from "./store";
import type { LeaseStore } from "./store";
import { LeaseKeeper } from "./keeper";

const KEY = {
  id: "key",
  quotas: { total: 100, daily: null, weekly: null, monthly: null },
} as KeyFacts;

const granting = (granted: number): Grant => ({
  granted,
  reached: null,
  freesAtMs: null,
  recallable: false,
  leased: 0,
  used: { total: 0, daily: 0, weekly: 0, monthly: 0 },
  resetsAtMs: { total: null, daily: null, weekly: null, monthly: null },
});

const STORE: LeaseStore = {
  grant: () => Promise.resolve(granting(1)),
  release: () => Promise.resolve([]),
  restate: () => Promise.resolve([]),
  recall: () => Promise.resolve(),
};

test("a lease in doubt is not forgotten while the database is told of it", async () => {
  let fail!: (error: Error) => void;
  const store: LeaseStore = {
    ...STORE,
    grant: () => Promise.reject(new Error("the connection broke")),
    restate: () => new Promise((_, reject) => (fail = reject)),
  };
  const leases = new LeaseKeeper(store, () => Date.now(), vi.fn());
  await expect(leases.reserve(KEY)).rejects.toThrow("the connection broke");
  const restated = leases.restate();
  leases.tidy();
  fail(new Error("it took too long"));
  await expect(restated).rejects.toThrow("it took too long");
  expect(leases.isInDoubt()).toBe(true);
});

test("what comes back long after its lease was recalled is given back at once", async () => {
  let nowMs = 1_000_000;
  const release = vi.fn(STORE.release);
  const leases = new LeaseKeeper({ ...STORE, release }, () => nowMs, vi.fn());
  expect(await leases.reserve(KEY)).toEqual({ ok: true });
  leases.onRecall([KEY.id]);
  nowMs += 60_000;
  leases.refund(KEY, leases.generation);
  // Nobody would recall it any more: the database was told that nothing is left.
  await expect
    .poll(() => release.mock.calls.map(([, amounts]) => amounts.get(KEY.id)))
    .toEqual([0, 1]);
});

test("the answer to a recall does not overtake what is on its way back", async () => {
  const arrive: Array<(untaken: string[]) => void> = [];
  const release = vi.fn(() => new Promise<string[]>((resolve) => arrive.push(resolve)));
  const grant = () => Promise.resolve(granting(9));
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => Date.now(), vi.fn());
  expect(await leases.reserve(KEY)).toEqual({ ok: true });
  leases.onRecall([KEY.id]);
  leases.onRecall([KEY.id]);
  await new Promise((resume) => setImmediate(resume));
  // Done the other way round, the database would take the later one alone, and believe that eight are held.
  expect(release.mock.calls).toEqual([[expect.any(Number), new Map([[KEY.id, 8]])]]);
  arrive[0]!([]);
  await expect.poll(() => release.mock.calls.length).toBe(2);
  expect(release).toHaveBeenLastCalledWith(expect.any(Number), new Map([[KEY.id, 0]]));
});

test("a recall is answered with what was being granted when it came", async () => {
  const release = vi.fn(STORE.release);
  let answer!: (grant: Grant) => void;
  const grant = () => new Promise<Grant>((resolve) => (answer = resolve));
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => Date.now(), vi.fn());
  const reserved = leases.reserve(KEY);
  leases.onRecall([KEY.id]);
  // An answer of nothing would let the asker refuse, though nine are on their way to here.
  expect(release).not.toHaveBeenCalled();
  answer(granting(9));
  expect(await reserved).toEqual({ ok: true });
  expect(release.mock.calls.map(([, amounts]) => amounts.get(KEY.id))).toEqual([8]);
});

test("a recall is answered also where the grant that was on its way fails", async () => {
  const release = vi.fn(STORE.release);
  let fail!: (error: Error) => void;
  const grant = () => new Promise<Grant>((_, reject) => (fail = reject));
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => Date.now(), vi.fn());
  const reserved = leases.reserve(KEY);
  leases.onRecall([KEY.id]);
  fail(new Error("the connection broke"));
  await expect(reserved).rejects.toThrow("the connection broke");
  expect(release.mock.calls.map(([, amounts]) => amounts.get(KEY.id))).toEqual([0]);
});

test("idle leases go back together", async () => {
  let nowMs = 1_000_000;
  const release = vi.fn(STORE.release);
  const grant = () => Promise.resolve(granting(9));
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => nowMs, vi.fn());
  const keys = ["one", "two", "three"].map((id) => ({ ...KEY, id }));
  for (const key of keys) await leases.reserve(key);
  nowMs += 50_000;
  await leases.reserve(keys[2]!);
  nowMs += 50_000;
  leases.tidy();
  expect(release.mock.calls.map(([, amounts]) => [...amounts])).toEqual([
    [
      ["one", 8],
      ["two", 8],
    ],
  ]);
});

test("what is granted under quotas that were edited meanwhile goes back, and who waits is asked for again", async () => {
  const release = vi.fn(STORE.release);
  const answers: Array<(grant: Grant) => void> = [];
  const grant = vi.fn(() => new Promise<Grant>((resolve) => answers.push(resolve)));
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => Date.now(), vi.fn());
  const reserved = leases.reserve(KEY);
  const edited = { ...KEY, quotas: { ...KEY.quotas, total: 5 } };
  const reservedLater = leases.reserve(edited);
  answers[0]!(granting(9));
  await expect.poll(() => grant.mock.calls.length).toBe(2);
  expect(release.mock.calls.map(([, amounts]) => amounts.get(KEY.id))).toEqual([9]);
  answers[1]!(granting(2));
  expect(await Promise.all([reserved, reservedLater])).toEqual([{ ok: true }, { ok: true }]);
});

test("what is held under quotas that are edited is not spent any more", async () => {
  const release = vi.fn(STORE.release);
  const full: Grant = { ...granting(0), reached: "total" };
  const grant = vi.fn().mockResolvedValueOnce(granting(9)).mockResolvedValue(full);
  const leases = new LeaseKeeper({ ...STORE, grant, release }, () => Date.now(), vi.fn());
  expect(await leases.reserve(KEY)).toEqual({ ok: true });
  const edited = { ...KEY, quotas: { ...KEY.quotas, total: 1 } };
  const reached = { name: "total", freesAtMs: null };
  expect(await leases.reserve(edited)).toEqual({ ok: false, reached });
  expect(release.mock.calls.map(([, amounts]) => amounts.get(KEY.id))).toEqual([8]);
});

test("a recall that could not be sent refuses nobody: it is a failure of ours", async () => {
  const full: Grant = { ...granting(0), reached: "total", recallable: true };
  const store: LeaseStore = {
    ...STORE,
    grant: () => Promise.resolve(full),
    recall: () => Promise.reject(new Error("the connection broke")),
  };
  const leases = new LeaseKeeper(store, () => Date.now(), vi.fn());
  await expect(leases.reserve(KEY)).rejects.toThrow("the connection broke");
});

test("who waits is told when all leases are given up", async () => {
  const store: LeaseStore = { ...STORE, grant: () => new Promise(() => {}) };
  const leases = new LeaseKeeper(store, () => Date.now(), vi.fn());
  const reserved = leases.reserve(KEY);
  leases.dropAll();
  await expect(reserved).rejects.toThrow("given up");
});

test("while a recall is on its way nobody is refused, however long it takes", async () => {
  const full: Grant = { ...granting(0), reached: "total", recallable: true };
  let sent!: () => void;
  const grant = vi.fn(() => Promise.resolve(full));
  const recall = () => new Promise<void>((resolve) => (sent = resolve));
  const leases = new LeaseKeeper({ ...STORE, grant, recall }, () => Date.now(), vi.fn());
  const reserved = leases.reserve(KEY);
  const early = await Promise.race([
    reserved,
    // Longer than all pauses together.
    new Promise((resume) => setTimeout(() => resume("waits"), 400)),
  ]);
  expect(early).toBe("waits");
  expect(grant).toHaveBeenCalledTimes(1);
  grant.mockResolvedValue(granting(1));
  sent();
  expect(await reserved).toEqual({ ok: true });
});

test("a lease that is dropped while others are restated is not told under another name", async () => {
  const told: string[][] = [];
  let fail!: (error: Error) => void;
  const store: LeaseStore = {
    ...STORE,
    grant: () => Promise.reject(new Error("the connection broke")),
    restate: (_, held) => {
      told.push([...held.keys()]);
      return new Promise((_, reject) => (fail = reject));
    },
  };
  const leases = new LeaseKeeper(store, () => Date.now(), vi.fn());
  const keys = Array.from({ length: 1_500 }, (_, i) => ({ ...KEY, id: `key-${i}` }));
  await Promise.allSettled(keys.map(async (key) => leases.reserve(key)));
  const restated = leases.restate();
  leases.dropAll();
  fail(new Error("it took too long"));
  await expect(restated).rejects.toThrow();
  await leases.restate();
  expect(told.map((held) => held.length)).toEqual([1_000]);
});
