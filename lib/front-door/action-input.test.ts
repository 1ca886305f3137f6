import { expect, test } from "vitest";
import { isActionInput } from "./action-input";

const TEXT = "text/plain;charset=UTF-8";
const isTaken = (body: string, contentType: string | undefined = TEXT) =>
  isActionInput(contentType, Buffer.from(body));

test.each([
  "[{}]",
  '[{"alias":"web","quotaDaily":null,"expiresAt":"$undefined"}]',
  '[{"expiresAt":"$D2030-01-31T22:59:59.999Z"}]',
  '[{"ids":["a","b"],"active":false}]',
  // A text that begins with React's sign, as React writes it.
  '[{"alias":"$$1","q":"costs $5"}]',
  '[{"__proto__":{"id":"x"}}]',
  JSON.stringify([{ ids: Array.from({ length: 1_000 }, (_, i) => `key-${i}`) }]),
])("what a page of ours sends is taken: %.60s", (body) => {
  expect(isTaken(body)).toBe(true);
});

test.each([
  ...["", "x", "[", "null", "1", "{}", "[]", "[null]", "[1]", '["x"]', "[[]]", "[{},{}]"],
  ...['["$1"]', '[{"id":"$1"}]', '[{"id":"$F1"}]', '[{"id":"$@0"}]', '[{"id":"$"}]'],
  ...['[{"ids":[{"a":"$Q1"}]}]', '[{"id":"$1:__proto__:then"}]', '[{"id":"$Dx"}]', '[{"n":"$n9"}]'],
  `[{"ids":[${"[],".repeat(50_000)}[]]}]`,
  `[${'{"id":'.repeat(5_000)}1${"}".repeat(5_000)}]`,
])("what none of them sends is not: %.60s", (body) => {
  expect(isTaken(body)).toBe(false);
});

test.each([undefined, "multipart/form-data; boundary=x", "application/json"])(
  "a body of another kind is not taken: %s",
  (contentType) => {
    expect(isActionInput(contentType, Buffer.from("[{}]"))).toBe(false);
  },
);

test("a call without a body is not taken", () => {
  expect(isActionInput(TEXT, undefined)).toBe(false);
});
