import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { Load, type Place } from "./load";

const MOST = 5_000;
/** What the app has at once at first, and what one key may have of it. */
const IN_APP = 64;
const OF_A_KEY = IN_APP / 2;
/** Longer than any test takes. */
const FOR_EVER = { patience: { crowdMs: 60_000, overloadMs: 60_000 } };

type Entered = ReturnType<Load["enter"]>;

/** Whether a place is there, or its turn has come by now. */
async function isIn(entered: Entered): Promise<boolean> {
  return (await Promise.race([entered, nextTurn(null)])) !== null;
}

/** Takes all places in the app: half of them for each of two keys. */
function fill(load: Load): { ofOne: Place[]; ofOther: Place[] } {
  const enter = (key: string) =>
    Array.from({ length: OF_A_KEY }, () => load.enter(key, true) as Place);
  return { ofOne: enter("one"), ofOther: enter("other") };
}

test("what is more than the app can have at once waits, and goes in the order in which it came", async () => {
  const load = new Load(MOST, FOR_EVER);
  const { ofOne } = fill(load);
  const later = ["a", "b", "c"].map((key) => load.enter(key, true));
  expect(load.waiting).toBe(3);
  expect(load.underWay).toBe(IN_APP + 3);
  for (let gone = 0; gone < 3; gone++) {
    expect(await Promise.all(later.map(isIn))).toEqual([gone > 0, gone > 1, false]);
    ofOne[gone]!.leave();
  }
  expect(await Promise.all(later.map(isIn))).toEqual([true, true, true]);
  expect(load.underWay).toBe(IN_APP);
  expect(load.shed).toBe(0);
});

test("a key that has its share waits, and keeps nobody behind it waiting", async () => {
  const load = new Load(MOST, FOR_EVER);
  const mine = Array.from({ length: OF_A_KEY + 1 }, () => load.enter("greedy", true));
  expect(load.waiting).toBe(1);
  expect(load.enter("modest", true)).not.toBeInstanceOf(Promise);
  (mine[0] as Place).leave();
  expect(await isIn(mine.at(-1)!)).toBe(true);
});

test("requests for the operator's service do not wait for the app", () => {
  const load = new Load(MOST, FOR_EVER);
  fill(load);
  expect(load.enter("one", false)).not.toBeNull();
  expect(load.waiting).toBe(0);
});

test("whoever has waited too long is shed, and leaves nothing behind", async () => {
  const load = new Load(MOST, { patience: { crowdMs: 1, overloadMs: 1 } });
  const { ofOne, ofOther } = fill(load);
  expect(await load.enter("late", true)).toBeNull();
  expect([load.shed, load.waiting, load.underWay]).toEqual([1, 0, IN_APP]);
  for (const place of [...ofOne, ...ofOther]) place.leave();
  expect(load.underWay).toBe(0);
});

test("a line that is full sheds at once, one key's half of it before", () => {
  const load = new Load(MOST, FOR_EVER);
  fill(load);
  const crowd = (key: string) => Array.from({ length: 600 }, () => load.enter(key, true));
  expect(crowd("a").filter((entered) => entered === null)).toHaveLength(600 - 512);
  expect(crowd("b").filter((entered) => entered === null)).toHaveLength(600 - 512);
  expect(load.enter("c", true)).toBeNull();
  expect(load.waiting).toBe(1_024);
});

test("an app that turns out to be quick takes more of those that wait", async () => {
  const load = new Load(MOST, FOR_EVER);
  fill(load);
  const later = load.enter("later", true);
  load.noteAppPressure({ leastDelayMs: 1, utilization: 0.1 });
  expect(await isIn(later)).toBe(true);
});

test("in development, where nothing tells how the app gets on, it may have as many as this process", () => {
  const load = new Load(MOST, { ...FOR_EVER, isDev: true });
  const entered = Array.from({ length: MOST / 2 }, () => load.enter("one", true));
  expect(entered.filter((place) => place instanceof Promise || place === null)).toEqual([]);
  expect(load.enter("one", true)).toBeNull();
  expect(load.enter("other", true)).not.toBeInstanceOf(Promise);
});

test("a place that is left twice is free once", () => {
  const load = new Load(MOST, FOR_EVER);
  const { ofOne } = fill(load);
  ofOne[0]!.leave();
  ofOne[0]!.leave();
  expect(load.underWay).toBe(IN_APP - 1);
});

test("where more is asked for than can be served, nobody waits for as long as in a crowd that comes at once", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const load = new Load(MOST, { patience: { crowdMs: 700, overloadMs: 250 } });
  const { ofOne } = fill(load);
  /** How long somebody who comes now is kept waiting until they are shed. */
  const waitsMs = async () => {
    const cameMs = performance.now();
    const shed = Promise.resolve(load.enter("late", true)).then(() => performance.now() - cameMs);
    await vi.advanceTimersByTimeAsync(1_000);
    return shed;
  };
  expect(await waitsMs()).toBe(700);
  // Somebody comes every fifth of a second, so that the line is never empty.
  for (let i = 0; i < 6; i++) {
    void load.enter("steady", true);
    await vi.advanceTimersByTimeAsync(200);
  }
  expect(await waitsMs()).toBe(250);
  expect(load.waiting).toBe(0);
  expect(await waitsMs()).toBe(700);
  ofOne[0]!.leave();
  expect(load.underWay).toBe(IN_APP - 1);
});
