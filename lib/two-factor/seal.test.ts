import { expect, test } from "vitest";
import { seal, unseal } from "@/lib/two-factor/seal";

const plain = Buffer.from("twenty bytes, just so");
const own = { authSecret: "a".repeat(32), userId: "user-1" };

test("what was sealed is opened with the same secret for the same user, and differs each time", () => {
  const sealed = seal(plain, own);
  expect(unseal(sealed, own)).toEqual(plain);
  expect(sealed.includes(plain)).toBe(false);
  expect(seal(plain, own)).not.toEqual(sealed);
});

test.each([
  ["another AUTH_SECRET", { ...own, authSecret: "b".repeat(32) }],
  ["another user", { ...own, userId: "user-2" }],
])("it stays shut for %s", (_, other) => {
  expect(unseal(seal(plain, own), other)).toBeNull();
});

test("it stays shut when a byte was changed or is missing, wherever", () => {
  const sealed = seal(plain, own);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at]! ^= 1;
    expect(unseal(changed, own)).toBeNull();
    expect(unseal(sealed.subarray(0, at), own)).toBeNull();
  }
});
