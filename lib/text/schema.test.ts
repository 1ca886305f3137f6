import { describe, expect, test } from "vitest";
import { Name } from "@/lib/accounts/schema";
import { Alias, Category } from "@/lib/keys/schema";

const NAMES = { Alias, Category, Name };

describe.each(Object.entries(NAMES))("%s", (_name, schema) => {
  test.each([
    ["a C0 control", "a\u0007b"],
    ["a line break", "a\nb"],
    ["DEL", "a\u007fb"],
    ["a C1 control", "a\u0085b"],
    ["the 8-bit CSI", "a\u009b31mb"],
    ["a line separator", "a\u2028b"],
    ["half a pair", "a\ud800b"],
    ["a right-to-left override", "a\u202egnp.b"],
    ["an isolate", "a\u2066b\u2069"],
    ["a left-to-right mark", "a\u200eb"],
    ["an Arabic letter mark", "a\u061cb"],
    ["a space without width", "a\u200bb"],
    ["a byte order mark within", "a\ufeffb"],
    ["a soft hyphen", "a\u00adb"],
    ["a joiner at the end", "ab\u200d"],
  ])("refuses %s", (_what, text) => expect(schema.safeParse(text).success).toBe(false));

  test.each([
    ["spaces", " \u00a0\u3000 "],
    ["a filler", "\u3164"],
    ["a blank pattern", "\u2800"],
    ["an accent without a letter", "\u0301"],
    ["a variation selector", "\ufe0f"],
    ["nothing", ""],
  ])("refuses %s alone: it must be seen", (_what, text) =>
    expect(schema.safeParse(text).success).toBe(false),
  );

  test.each(["Ada", "ключ", "מפתח", "مفتاح", "می‌خواهم", "👩‍💻 laptop", "❤️", "ﬁ", "#1", "名前"])(
    "takes %s",
    (text) => expect(schema.parse(text)).toBe(text),
  );

  test("is the same text, whichever way its accents are written", () => {
    expect(schema.parse("Cafe\u0301")).toBe("Caf\u00e9");
    expect(schema.parse("\u1112\u1161\u11ab")).toBe("\ud55c");
  });
});
