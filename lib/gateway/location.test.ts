import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutOrigin } from "./location";

const ORIGIN = "http://upstream:8080";

test("bytes beyond ASCII stay the bytes that they are", () => {
  expect(withoutOrigin(`${ORIGIN}/caf\xe9?\xff`, ORIGIN)).toBe("/caf%E9?%FF");
});

test.each([
  "//upstream:8080/a?b#c",
  "\\\\upstream:8080/a?b#c",
  "/\\upstream:8080/a?b#c",
  "HTTP://UPSTREAM:8080/a?b#c",
])("%s is the upstream's own, and goes without it", (value) =>
  expect(withoutOrigin(value, ORIGIN)).toBe("/a?b#c"),
);

test.each(["//elsewhere/a", "//upstream:9/a", "/a//b", "a/b", "?x", "https://upstream:8080/a"])(
  "%s stays as it is",
  (value) => expect(withoutOrigin(value, ORIGIN)).toBe(value),
);

test("the usual port is the same with and without its number", () => {
  expect(withoutOrigin("http://upstream:80/a", "http://upstream")).toBe("/a");
});

test("whatever an upstream says, no client is led from it to another host, nor sees its address", () => {
  const piece = fc.constantFrom(
    "/",
    "\\",
    "//",
    "@",
    ":",
    "?",
    "#",
    ".",
    "\t",
    "evil.example",
    "%2f",
    "a",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const said = ORIGIN + pieces.join("");
      const told = withoutOrigin(said, ORIGIN);
      // As a browser at our own address reads it.
      const led = URL.canParse(told, "https://ours.example")
        ? new URL(told, "https://ours.example").host
        : null;
      if (told !== said) expect(led).toBe("ours.example");
    }),
    { numRuns: 5_000 },
  );
});
