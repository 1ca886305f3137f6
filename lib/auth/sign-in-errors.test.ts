import { expect, test } from "vitest";
import { signInMessage, tooManyCode } from "./sign-in-errors";

test("a code becomes its message", () => {
  expect(signInMessage("CredentialsSignin")).toBe("Email or password is wrong.");
  expect(signInMessage(tooManyCode(1))).toBe("Too many wrong passwords. Try again in 1 minute.");
});

test.each(["Call 555-1234 now", "TooManyAttempts-<b>", "toString", "__proto__"])(
  "a text that somebody put into the link is not shown: %s",
  (code) => {
    expect(signInMessage(code)).toBe("Something went wrong on our side. Try again.");
  },
);
