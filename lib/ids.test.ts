import fc from "fast-check";
import { expect, test } from "vitest";
import { isUuid, uuidv7 } from "./ids";

const V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MAX_48_BITS = 2 ** 48 - 1;

test("an id has the form of a UUIDv7 and carries its moment", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: MAX_48_BITS, noNaN: true }), (nowMs) => {
      const id = uuidv7(nowMs);
      expect(id).toMatch(V7);
      expect(isUuid(id)).toBe(true);
      expect(parseInt(id.replaceAll("-", "").slice(0, 12), 16)).toBe(Math.floor(nowMs));
    }),
  );
});

test("ids sort by the millisecond in which they were made", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(MAX_48_BITS), { minLength: 2 }), (moments) => {
      const sorted = moments.map((at) => uuidv7(at)).sort();
      const times = sorted.map((id) => parseInt(id.replaceAll("-", "").slice(0, 12), 16));
      expect(times).toEqual([...moments].sort((a, b) => a - b));
    }),
  );
});

test("within a millisecond ids sort by what part of it has passed", () => {
  const ids = Array.from({ length: 1_000 }, (_, n) => uuidv7(1_700_000_000_000 + (n + 1) / 1_001));
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(V7);
});

test("no id comes twice within one millisecond, and all random bits move", () => {
  const ids = Array.from({ length: 20_000 }, () => uuidv7(1_700_000_000_000));
  expect(new Set(ids).size).toBe(ids.length);
  for (let at = 15; at < 36; at++) {
    if (at === 18 || at === 23) continue;
    expect(new Set(ids.map((id) => id[at])).size).toBe(at === 19 ? 4 : 16);
  }
});

test("what is no uuid is never asked of the database", () => {
  for (const text of ["", "1", "x".repeat(36), `${uuidv7()} `, `${uuidv7()}'--`]) {
    expect(isUuid(text)).toBe(false);
  }
});
