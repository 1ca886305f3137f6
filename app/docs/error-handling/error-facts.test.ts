import { expect, it } from "vitest";
import { ERRORS } from "@/lib/errors";
import { CAUSES } from "./error-facts";

it("explains every error there is, and says of each whether to try again", () => {
  expect(Object.keys(CAUSES).sort()).toEqual(Object.keys(ERRORS).sort());
  for (const [code, { retry }] of Object.entries(CAUSES)) {
    const { retry: hasRetryAfter } = ERRORS[code as keyof typeof ERRORS];
    expect(retry.includes("Retry-After"), code).toBe(hasRetryAfter);
  }
});
