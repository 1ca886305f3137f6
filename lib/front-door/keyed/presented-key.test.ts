import fc from "fast-check";
import { expect, test } from "vitest";
import { hashSecret, newSecret } from "@/lib/credentials/secret";
import { presentedKey } from "./presented-key";

const KEY = newSecret("lk");
const OTHER = newSecret("lk");
const found = { form: "hash", hash: hashSecret(KEY) };

test.each([
  ["X-API-Key", ["X-API-Key", KEY]],
  ["x-api-key in any case", ["x-aPi-kEY", KEY]],
  ["Authorization: Bearer", ["Authorization", `Bearer ${KEY}`]],
  ["bearer in any case", ["authorization", `bEARER ${KEY}`]],
  ["several spaces after the scheme", ["Authorization", `Bearer   ${KEY}`]],
  ["spaces around the key", ["X-API-Key", `  ${KEY} `]],
  ["both headers with the same key", ["Authorization", `Bearer ${KEY}`, "X-API-Key", KEY]],
  ["one header twice with the same key", ["X-API-Key", KEY, "x-api-key", KEY]],
  ["an empty X-API-Key beside a bearer", ["X-API-Key", "", "Authorization", `Bearer ${KEY}`]],
  ["an empty bearer beside X-API-Key", ["Authorization", "Bearer", "X-API-Key", KEY]],
  ["another scheme beside X-API-Key", ["Authorization", "Basic dTpw", "X-API-Key", KEY]],
  ["other headers around it", ["Host", "h", "X-API-Key", KEY, "Accept", "*/*"]],
])("a key is found in %s", (_, rawHeaders) => {
  expect(presentedKey(rawHeaders, false)).toEqual(found);
});

test.each([
  ["no header", []],
  ["other headers only", ["Host", KEY, "Cookie", `key=${KEY}`]],
  ["an empty X-API-Key", ["X-API-Key", "  "]],
  ["a bearer without a token", ["Authorization", "Bearer "]],
  ["another scheme", ["Authorization", `Basic ${KEY}`]],
  ["a scheme that only begins like bearer", ["Authorization", `Bearerish ${KEY}`]],
])("no key is presented by %s", (_, rawHeaders) => {
  expect(presentedKey(rawHeaders, false)).toEqual({ form: "missing" });
});

test.each([
  ["two keys in two headers", ["X-API-Key", KEY, "Authorization", `Bearer ${OTHER}`]],
  ["two keys in one header sent twice", ["X-API-Key", KEY, "X-API-Key", OTHER]],
  ["a good key and garbage", ["Authorization", `Bearer ${KEY}`, "X-API-Key", "garbage"]],
  ["two keys joined by a comma", ["X-API-Key", `${KEY}, ${KEY}`]],
  ["a key with something after it", ["Authorization", `Bearer ${KEY} ${KEY}`]],
  ["garbage", ["X-API-Key", "garbage"]],
  ["a mistyped key", ["X-API-Key", KEY.slice(0, -1) + (KEY.endsWith("a") ? "b" : "a")]],
])("%s: malformed", (_, rawHeaders) => {
  expect(presentedKey(rawHeaders, false)).toEqual({ form: "malformed" });
});

test("whatever the headers, a key that is judged is one that was sent in every place that names one", () => {
  const value = fc.constantFrom(KEY, OTHER, "", " ", "garbage", `Bearer ${KEY}`, `Bearer ${OTHER}`);
  const header = fc.tuple(fc.constantFrom("X-API-Key", "authorization", "Accept"), value);
  fc.assert(
    fc.property(fc.array(header, { maxLength: 5 }), (headers) => {
      const sent = new Set(
        headers
          .filter(([name]) => name !== "Accept")
          .map(([name, text]) => {
            if (name === "X-API-Key") return text.trim();
            return text.startsWith("Bearer ") ? text.slice(7) : "";
          })
          .filter((key) => key !== ""),
      );
      const told = presentedKey(headers.flat(), false);
      if (sent.size === 0) expect(told.form).toBe("missing");
      else if (sent.size > 1) expect(told.form).toBe("malformed");
      else if (told.form === "hash") expect(told.hash).toBe(hashSecret([...sent][0]!));
    }),
  );
});

test("a key of another form is looked up where such keys may exist, and nowhere else", () => {
  for (const key of [
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
    "a",
    "550e8400-e29b-41d4-a716-446655440000",
  ]) {
    expect(presentedKey(["X-API-Key", key], false)).toEqual({ form: "malformed" });
    expect(presentedKey(["X-API-Key", key], true)).toEqual({ form: "hash", hash: hashSecret(key) });
  }
  // No key anywhere looks like this.
  for (const key of ["two words", "umlaut-ü", "x".repeat(513), "\x01"]) {
    expect(presentedKey(["X-API-Key", key], true)).toEqual({ form: "malformed" });
  }
  expect(presentedKey(["X-API-Key", "one", "Authorization", "Bearer two"], true)).toEqual({
    form: "malformed",
  });
});
