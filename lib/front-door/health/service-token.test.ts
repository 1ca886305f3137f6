import fc from "fast-check";
import { expect, test } from "vitest";
import { ServiceToken } from "./service-token";

const texts = (from: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...from), minLength: 1, maxLength });
const span = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i)).join("");
const VISIBLE = span(0x21, 0x7e);

/** As the environment takes them. */
const tokens = texts(VISIBLE, 40);
/** What may stand in a header, which Node.js reads as Latin-1. */
const presented = fc.oneof(tokens, texts(VISIBLE + span(0xa1, 0xff), 60));

test("the token itself is taken, whatever was presented before", () => {
  fc.assert(
    fc.property(tokens, fc.array(presented, { maxLength: 3 }), (token, before) => {
      const service = new ServiceToken(token);
      for (const other of before) service.matches(`Bearer ${other}`);
      expect(service.matches(`Bearer ${token}`)).toBe(true);
      expect(service.matches(`bearer   ${token} `)).toBe(true);
    }),
  );
});

test("nothing else is, least of all its beginning or more than it", () => {
  fc.assert(
    fc.property(tokens, presented, fc.nat(), (token, other, at) => {
      const service = new ServiceToken(token);
      expect(service.matches(`Bearer ${token}`)).toBe(true);
      expect(service.matches(`Bearer ${other}`)).toBe(other === token);
      expect(service.matches(`Bearer ${token}${other}`)).toBe(false);
      expect(service.matches(`Bearer ${other}${token}`)).toBe(false);
      const short = token.slice(0, at % token.length);
      expect(service.matches(`Bearer ${short}`)).toBe(false);
      // A character beyond Latin-1 whose lower byte is that of the one it stands for.
      const char = String.fromCharCode(token.charCodeAt(0) + 0x100);
      expect(service.matches(`Bearer ${char}${token.slice(1)}`)).toBe(false);
    }),
  );
});

test.each([undefined, "", "Bearer", "Bearer ", "Basic token", "token"])(
  "%s is no bearer token",
  (authorization) => {
    expect(new ServiceToken("token").matches(authorization)).toBe(false);
  },
);

test("where none is set nothing is taken", () => {
  const none = new ServiceToken(undefined);
  expect(none.isSet).toBe(false);
  expect(none.matches("Bearer ")).toBe(false);
  expect(none.matches("Bearer undefined")).toBe(false);
});
