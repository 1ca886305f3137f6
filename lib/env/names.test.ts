import { expect, test } from "vitest";
import { unknownNames } from "./names";

const SETTINGS = ["PORT", "LATCHKEY_UPSTREAM", "LATCHKEY_IP_BLOCK", "LATCHKEY_SERVICE_TOKEN"];

test.each([
  ["LATCHKEY_UPSTRAEM", "LATCHKEY_UPSTREAM"],
  ["LATCHKEY_IPBLOCK", "LATCHKEY_IP_BLOCK"],
  ["LATCHKEY_SERVICE_TOKEN_FIL", "LATCHKEY_SERVICE_TOKEN"],
  ["LATCHKEY_PORT", "LATCHKEY_UPSTREAM"],
  ["latchkey_upstream", "LATCHKEY_UPSTREAM"],
])("%s is unknown; what it is most like is told", (name, nearest) => {
  const [unknown] = unknownNames(["PATH", name, "HOME"], SETTINGS);
  expect(unknown?.name).toBe(name);
  if (name !== "LATCHKEY_PORT") expect(unknown?.nearest).toBe(nearest);
});

test("settings, their files, and what is internal are known", () => {
  const known = [
    ...SETTINGS,
    "LATCHKEY_SERVICE_TOKEN_FILE",
    "LATCHKEY_APP_SOCKET",
    "LATCHKEY_APP_TOKEN",
    "LATCHKEY_E2E_ANYTHING",
    "LATCHKEY_SCREENSHOTS",
    "PATCHKEY_X",
  ];
  expect(unknownNames(known, SETTINGS)).toEqual([]);
});
