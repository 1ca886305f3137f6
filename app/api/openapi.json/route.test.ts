import { expect, test } from "vitest";
import { GET } from "./route";

test("no cache keeps the contract past an update of the app for longer than minutes", () => {
  expect(GET().headers.get("Cache-Control")).toBe("public, max-age=300");
});
