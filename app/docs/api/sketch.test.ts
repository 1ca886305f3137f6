import { expect, it } from "vitest";
import { sketch } from "./sketch";

it("shows a schema as the JSON that it describes", () => {
  const schema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string", format: "uuid" },
      quota: { anyOf: [{ type: "integer" }, { type: "null" }] },
      names: { type: "array", items: { type: "string" } },
    },
  };
  expect(sketch(schema)).toBe(
    '{\n  "id": uuid,\n  "quota"?: integer | null,\n  "names"?: [ string, … ]\n}',
  );
});
