import { expect, test } from "vitest";
import { unstorableFields } from "./storable-text";

test("text that the database would refuse is found wherever it lies in an input", () => {
  const input = {
    alias: "a\0b",
    tags: ["fine", "\ud800"],
    nested: { deep: { name: "\udfff tail" } },
    count: 7,
    nothing: null,
    at: new Date(0),
  };
  expect(unstorableFields(input)).toEqual(["alias", "tags.1", "nested.deep.name"]);
  expect(unstorableFields("\0")).toEqual([""]);
});

test("what it takes is left alone: whole pairs, other controls, text of every script", () => {
  expect(unstorableFields({ a: "🔑 ключ", b: "\u0001\u0085\u202e", c: "\uFFFE" })).toEqual([]);
});

test("an input that goes round in a circle is looked at once more and no further", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  expect(unstorableFields(circle)).toEqual([]);
});
