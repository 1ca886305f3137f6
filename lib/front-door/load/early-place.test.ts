import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { EarlyPlace } from "./early-place";
import { Load, type Place } from "./load";

const MOST = 5_000;
/** So many wait for the app's first start; of one key half of them. */
const EARLY = 1_024;
const OF_A_KEY = EARLY / 2;
/** What the app has at once at first, and what one key may have of it. */
const IN_APP = 64;
const IN_APP_OF_A_KEY = IN_APP / 2;
const MINUTE_MS = 60_000;

const enter = (load: Load, key: string, times: number) =>
  Array.from({ length: times }, () => load.enterEarly(key)).filter((place) => place !== null);

test("before the app is up a key has half of what waits for it, and beyond that is shed at once", () => {
  const load = new Load(MOST);
  expect(enter(load, "greedy", EARLY)).toHaveLength(OF_A_KEY);
  expect(enter(load, "other", OF_A_KEY)).toHaveLength(OF_A_KEY);
  expect(load.enterEarly("third")).toBeNull();
  expect([load.waiting, load.underWay, load.shed]).toEqual([EARLY, EARLY, OF_A_KEY + 1]);
  // The operator's service does not wait for the app.
  expect(load.enter("greedy", false)).not.toBeNull();
});

test("where this process has few places, half of them stay with the operator's service", () => {
  const load = new Load(16);
  for (const key of ["a", "b", "c"]) enter(load, key, 16);
  expect(load.underWay).toBe(8);
  expect(load.enter("a", false)).not.toBeNull();
});

test("once the app is up they go in the order in which they came, as many at once as it can have", async () => {
  const load = new Load(MOST);
  const places = enter(load, "one", IN_APP_OF_A_KEY + 3);
  const gone: number[] = [];
  const inTurn = places.map(async (place, n) => {
    if (await place.turn(MINUTE_MS)) gone.push(n);
  });
  await nextTurn();
  expect(gone).toEqual(places.slice(3).map((_, n) => n));
  expect(load.waiting).toBe(3);
  for (const place of places) {
    place.leave();
    await nextTurn();
  }
  await Promise.all(inTurn);
  expect(gone).toEqual(places.map((_, n) => n));
  expect([load.waiting, load.underWay, load.shed]).toEqual([0, 0, 0]);
});

test("they wait for their turn for longer than who comes later, and are shed after that", async () => {
  vi.useFakeTimers();
  try {
    const load = new Load(MOST);
    const keys = ["a", "b"].flatMap((key) => enter(load, key, IN_APP_OF_A_KEY));
    await Promise.all(keys.map((place) => place.turn(MINUTE_MS)));
    const early = load.enterEarly("c")!.turn(15_000);
    const later = Promise.resolve(load.enter("c", true));
    await vi.advanceTimersByTimeAsync(700);
    expect(await later).toBeNull();
    expect(load.waiting).toBe(1);
    await vi.advanceTimersByTimeAsync(14_300);
    expect(await early).toBe(false);
    expect([load.waiting, load.shed]).toEqual([0, 2]);
  } finally {
    vi.useRealTimers();
  }
});

/** What may happen to one of them, or to one that came when the app was up. */
const EVENT = fc.record({
  what: fc.constantFrom(
    "come",
    "turn",
    "leave",
    "come later",
    "leave later",
    "time",
  ) as fc.Arbitrary<"come" | "turn" | "leave" | "come later" | "leave later" | "time">,
  which: fc.nat(5),
});

test("whatever becomes of them, and in whatever order, nothing is left behind and nothing is given back twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(EVENT, { maxLength: 60 }), async (events) => {
      // Four places with the app, two for a key, and four to wait for it.
      const load = new Load(8, { patience: { crowdMs: MINUTE_MS, overloadMs: MINUTE_MS } });
      const fill = ["x", "y"].map((key) => load.enter(key, true) as Place);
      const early: EarlyPlace[] = [];
      const later: Place[] = [];
      for (const { what, which } of events) {
        const key = "abc"[which % 3]!;
        if (what === "come") early.push(...enter(load, key, 1));
        if (what === "turn") void early[which]?.turn(MINUTE_MS);
        if (what === "leave") early[which]?.leave();
        if (what === "come later") {
          void Promise.resolve(load.enter(key, true)).then((place) => place && later.push(place));
        }
        if (what === "leave later") later[which]?.leave();
        if (what === "time") await nextTurn();
        expect(load.underWay).toBeLessThanOrEqual(8);
        expect(load.waiting).toBeGreaterThanOrEqual(0);
      }
      // Those that come when their turn is to come after others have left.
      for (let round = 0; round < 30; round++) {
        for (const place of [...fill, ...early, ...later]) place.leave();
        await nextTurn();
      }
      expect([load.underWay, load.waiting]).toEqual([0, 0]);
      // As many find room in the app as in a new one.
      const again = ["a", "b"].flatMap((of) =>
        Array.from({ length: 4 }, () => load.enter(of, true)),
      );
      expect(again.filter((place) => place === null || place instanceof Promise)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("when the line is closed nobody waits any more, nor does who comes later", async () => {
  const load = new Load(MOST);
  const [inApp, inLine, early] = [
    enter(load, "one", IN_APP_OF_A_KEY),
    enter(load, "one", 1),
    enter(load, "one", 1),
  ] as const;
  for (const place of inApp) expect(await place.turn(MINUTE_MS)).toBe(true);
  const turn = inLine[0]!.turn(MINUTE_MS);
  const joined = load.enter("one", true);
  load.close();
  expect(await turn).toBe(false);
  expect(await joined).toBeNull();
  expect(await early[0]!.turn(MINUTE_MS)).toBe(false);
  expect(await load.enter("one", true)).toBeNull();
  for (const place of [...inApp, ...inLine, ...early]) place.leave();
  expect([load.waiting, load.underWay]).toEqual([0, 0]);
});
