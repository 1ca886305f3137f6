import { expect, test } from "vitest";
import { hashRecoveryCode, newRecoveryCodes } from "@/lib/two-factor/recovery-code";

test("ten codes of 28 characters, none twice", () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test("a code is known however its groups, its case and what looks alike were typed", () => {
  const hash = hashRecoveryCode("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV");
  expect(hash).not.toBeNull();
  for (const typed of [
    "0123456789ABCDEFGHJKMNPQRSTV",
    " 0123 4567 89ab cdef ghjk mnpq rstv ",
    "oi23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
    "OL23-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
  ]) {
    expect(hashRecoveryCode(typed)).toEqual(hash);
  }
  expect(hashRecoveryCode("0123-4567-89AB-CDEF-GHJK-MNPQ-RSTW")).not.toEqual(hash);
});

test.each([
  "",
  "123456",
  "0123-4567-89AB-CDEF-GHJK-MNPQ-RST",
  "0123-4567-89AB-CDEF-GHJK-MNPQ-RST0-1",
])("%j is none by its form", (typed) => expect(hashRecoveryCode(typed)).toBeNull());
