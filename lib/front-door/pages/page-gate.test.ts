import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PageGate, type Place, type Visitor } from "./page-gate";

const never = new Promise<void>(() => {});
const stranger: Visitor = { isSignedIn: false, who: null, isFile: false };
const signedIn: Visitor = { isSignedIn: true, who: null, isFile: false };
const file: Visitor = { isSignedIn: false, who: null, isFile: true };

/** Lets what has settled be seen. */
const settle = () => new Promise((resume) => setImmediate(resume));

async function fill(gate: PageGate, count: number, who = signedIn): Promise<Place[]> {
  const places: Place[] = [];
  for (let i = 0; i < count; i++) places.push((await gate.enter(who, never))!);
  return places;
}

describe("a gate of 20 places", () => {
  test("refuses the 21st at once, and takes one in when one has left", async () => {
    const gate = new PageGate(20);
    const [first] = await fill(gate, 20);
    expect(await gate.enter(signedIn, never)).toBeNull();
    first!.leave();
    expect(await gate.enter(signedIn, never)).not.toBeNull();
  });

  test("counts a place that is left twice once", async () => {
    const gate = new PageGate(20);
    const [first] = await fill(gate, 20);
    first!.leave();
    first!.leave();
    expect(gate.inUse).toBe(19);
  });

  test("keeps ten for people who are signed in, however many strangers come", async () => {
    const gate = new PageGate(20);
    const strangers = Array.from({ length: 100 }, () => gate.enter(stranger, never));
    const refused = await Promise.all(strangers.slice(10));
    expect(refused.every((place) => place === null)).toBe(true);
    expect(await fill(gate, 10)).not.toContain(null);
  });

  test("lets eight strangers into the app at once, and the next when one has left", async () => {
    const gate = new PageGate(20);
    const inApp: Place[] = [];
    const order: number[] = [];
    for (let i = 0; i < 10; i++) {
      void gate.enter(stranger, never).then((place) => {
        inApp.push(place!);
        order.push(i);
      });
    }
    await settle();
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    inApp[3]!.leave();
    await settle();
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    // A file needs no turn, but a place.
    expect(await gate.enter(file, never)).not.toBeNull();
    expect(await gate.enter(file, never)).toBeNull();
  });

  test("gives one person a quarter of all, and one address a quarter of the strangers' part", async () => {
    const gate = new PageGate(40);
    const held = await fill(gate, 10, { ...signedIn, who: "ada" });
    expect(held).not.toContain(null);
    expect(await gate.enter({ ...signedIn, who: "ada" }, never)).toBeNull();
    expect(await gate.enter({ ...signedIn, who: "bob" }, never)).not.toBeNull();
    const from = (who: string) => gate.enter({ ...file, who }, never);
    for (let i = 0; i < 5; i++) expect(await from("203.0.113.1")).not.toBeNull();
    expect(await from("203.0.113.1")).toBeNull();
    expect(await from("203.0.113.2")).not.toBeNull();
    held[0]!.leave();
    expect(await gate.enter({ ...signedIn, who: "ada" }, never)).not.toBeNull();
  });

  test("gives the place of one who leaves the queue to others", async () => {
    const gate = new PageGate(20);
    await fill(gate, 8, stranger);
    let leave!: () => void;
    const gone = new Promise<void>((resolve) => (leave = resolve));
    const waiting = gate.enter(stranger, gone);
    await settle();
    expect(gate.inUse).toBe(9);
    leave();
    expect(await waiting).toBeNull();
    expect(gate.inUse).toBe(8);
  });

  test("keeps nobody waiting once it is closed", async () => {
    const gate = new PageGate(20);
    await fill(gate, 8, stranger);
    const waiting = gate.enter(stranger, never);
    await settle();
    gate.close();
    expect(await waiting).toBeNull();
    expect(await gate.enter(stranger, never)).toBeNull();
    expect(gate.inUse).toBe(8);
  });
});

test("whatever comes and goes, the bounds hold, everybody is answered and no place is lost", async () => {
  const step = fc.oneof(
    fc.record({ who: fc.constantFrom(stranger, signedIn, file, { ...signedIn, who: "ada" }) }),
    fc.record({ leaves: fc.nat(40) }),
    fc.record({ gone: fc.nat(40) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 30 }), fc.array(step), async (most, steps) => {
      const gate = new PageGate(most);
      const held: Place[] = [];
      const quitters: (() => void)[] = [];
      let asked = 0;
      let answered = 0;
      for (const now of steps) {
        if ("who" in now) {
          asked++;
          const gone = new Promise<void>((resolve) => quitters.push(resolve));
          void gate.enter(now.who, gone).then((place) => {
            answered++;
            if (place) held.push(place);
          });
        } else if ("leaves" in now) held.splice(now.leaves, 1)[0]?.leave();
        else quitters[now.gone]?.();
        await settle();
        expect(gate.inUse).toBeLessThanOrEqual(most);
        expect(gate.inUse - held.length).toBe(asked - answered);
      }
      for (let left = held.pop(); left; left = held.pop()) {
        left.leave();
        await settle();
      }
      expect([gate.inUse, answered]).toEqual([0, asked]);
    }),
    { numRuns: 200 },
  );
});
