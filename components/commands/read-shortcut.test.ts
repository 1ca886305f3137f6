import { expect, test } from "vitest";
import { readShortcut } from "./read-shortcut";

const QUIET = { isTyping: false, isBusy: false, singleKeys: true };
const press = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  defaultPrevented: false,
  ...more,
});

test("each key asks for one thing", () => {
  expect(readShortcut(press("k", { ctrlKey: true }), QUIET)).toBe("palette");
  expect(readShortcut(press("K", { metaKey: true }), QUIET)).toBe("palette");
  expect(readShortcut(press("/"), QUIET)).toBe("search");
  expect(readShortcut(press("n"), QUIET)).toBe("new-key");
  expect(readShortcut(press("a"), QUIET)).toBe("attention");
  expect(readShortcut(press("?"), QUIET)).toBe("help");
  expect(readShortcut(press("k"), QUIET)).toBeNull();
});

test("letters are letters where something is typed; the palette opens all the same", () => {
  const typing = { ...QUIET, isTyping: true };
  expect(readShortcut(press("n"), typing)).toBeNull();
  expect(readShortcut(press("/"), typing)).toBeNull();
  expect(readShortcut(press("k", { ctrlKey: true }), typing)).toBe("palette");
});

test("an open dialog keeps its keys, so that no shortcut leaves a secret behind", () => {
  const busy = { ...QUIET, isBusy: true };
  expect(readShortcut(press("n"), busy)).toBeNull();
  expect(readShortcut(press("k", { ctrlKey: true }), busy)).toBeNull();
});

test("single letters can be switched off, the palette stays", () => {
  const off = { ...QUIET, singleKeys: false };
  expect(readShortcut(press("n"), off)).toBeNull();
  expect(readShortcut(press("?"), off)).toBeNull();
  expect(readShortcut(press("k", { metaKey: true }), off)).toBe("palette");
});

test.each([{ altKey: true }, { ctrlKey: true }, { isComposing: true }, { repeat: true }])(
  "n is left to the browser with %o",
  (more) => {
    expect(readShortcut(press("n", more), QUIET)).toBeNull();
  },
);
