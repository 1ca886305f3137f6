import { Secret, TOTP } from "otpauth";
import { expect, test } from "vitest";
import { newTotpSecret, totpSetUp, totpStep } from "@/lib/two-factor/totp";

/** RFC 6238, appendix B: the secret of its SHA-1 rows, and the last six of their eight digits. */
const RFC_SECRET = Buffer.from("12345678901234567890");
const RFC_ROWS: [number, string][] = [
  [59, "287082"],
  [1_111_111_109, "081804"],
  [1_111_111_111, "050471"],
  [1_234_567_890, "005924"],
  [2_000_000_000, "279037"],
  [20_000_000_000, "353130"],
];

test.each(RFC_ROWS)("at %i s the code of the RFC is right, and names its period", (atS, code) => {
  expect(totpStep(RFC_SECRET, code, atS * 1000)).toBe(Math.floor(atS / 30));
});

test("a code is good for the period before and after its own, and no longer", () => {
  const [atS, code] = RFC_ROWS[2]!;
  const step = Math.floor(atS / 30);
  const seen = [-2, -1, 0, 1, 2].map((off) => totpStep(RFC_SECRET, code, (atS + off * 30) * 1000));
  expect(seen).toEqual([null, step, step, step, null]);
});

test.each(["", "05047", "0504711", "050472", "abcdef", "０５０４７１"])("%j is no code", (code) => {
  expect(totpStep(RFC_SECRET, code, 1_111_111_111_000)).toBeNull();
});

test("an app that scans the address makes codes that are right here", () => {
  const secret = newTotpSecret();
  expect(secret).toHaveLength(20);
  const { text, address } = totpSetUp(secret, "a+b@example.com");
  const { searchParams, protocol } = new URL(address);
  expect(protocol).toBe("otpauth:");
  expect(searchParams.get("secret")).toBe(text);
  const app = new TOTP({ secret: Secret.fromBase32(text) });
  const nowMs = 1_700_000_000_000;
  expect(totpStep(secret, app.generate({ timestamp: nowMs }), nowMs)).toBe(
    Math.floor(nowMs / 30_000),
  );
});
