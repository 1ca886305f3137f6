import { expect, test } from "vitest";
import { hashRecoveryCode, newRecoveryCodes } from "@/lib/two-factor/recovery-code";

test("ten codes of 24 characters, none twice", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test("a code is known however its groups, its case and what looks alike were typed", () => {
  const hash = hashRecoveryCode("0123-4567-89AB-CDEF-GHJK-MNPQ");
  expect(hash).not.toBeNull();
  for (const typed of [
    "0123456789ABCDEFGHJKMNPQ",
    " 0123 4567 89ab cdef ghjk mnpq ",
    "oi23-4567-89AB-CDEF-GHJK-MNPQ",
    "OL23-4567-89AB-CDEF-GHJK-MNPQ",
  ]) {
    expect(hashRecoveryCode(typed)).toEqual(hash);
  }
  expect(hashRecoveryCode("0123-4567-89AB-CDEF-GHJK-MNPR")).not.toEqual(hash);
});

test.each(["", "123456", "0123-4567-89AB-CDEF-GHJK-MNP", "0123-4567-89AB-CDEF-GHJK-MNPQ0"])(
  "%j is none by its form",
  (typed) => expect(hashRecoveryCode(typed)).toBeNull(),
);
