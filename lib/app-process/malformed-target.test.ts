import { expect, test } from "vitest";
import { isMalformedTarget } from "./malformed-target";

test.each([
  "/dashboard/keys?q=%00",
  "/dashboard/keys/logs?path=%2Fa%00b&live=1",
  "/dashboard/keys/%00",
  "/dashboard/keys/%ff",
  "/dashboard/keys/%ED%A0%80",
  "/dashboard/keys/%",
  "/docs/\0",
  "/?%00=1",
])("a target that says nothing is refused before any page sees it: %j", (target) => {
  expect(isMalformedTarget(target)).toBe(true);
});

test.each([
  "/",
  "/dashboard/keys?q=100%25",
  "/dashboard/keys?q=%2500",
  "/dashboard/keys?q=%ff",
  "/dashboard/keys?q=%",
  "/docs/%D0%BA%D0%BB%D1%8E%D1%87",
])("what means something, or can be read with a mark in it, is served: %j", (target) => {
  expect(isMalformedTarget(target)).toBe(false);
});
