import { expect, onTestFinished, test, vi } from "vitest";
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

test.each([
  ["lists", `[{"ids":[${"[],".repeat(20_000)}[]]}]`],
  ["numbers", `[{"ids":[${"1,".repeat(30_000)}1]}]`],
  ["fields", `[{${Array.from({ length: 6_000 }, (_, i) => `"f${i}":1`).join()}}]`],
  ["levels", "[".repeat(60_000)],
])("a short body with very many %s is refused before any of them is made", (_, body) => {
  const parse = vi.spyOn(JSON, "parse");
  onTestFinished(() => parse.mockRestore());
  expect(isTaken(body)).toBe(false);
  expect(parse).not.toHaveBeenCalled();
});

test("what is not UTF-8 is not taken", () => {
  const text = Buffer.from('[{"text":"\xff"}]', "latin1");
  expect(isActionInput(TEXT, text)).toBe(false);
});

test("signs in a text are no values", () => {
  const text = '\\"[{,'.repeat(5_000);
  expect(isTaken(JSON.stringify([{ text }]))).toBe(true);
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
