import { expect, test } from "vitest";
import { zoneName } from "./zone-name";

test("a zone has the name of today, and it is the same zone", () => {
  expect(zoneName("Asia/Calcutta")).toBe("Asia/Kolkata");
  expect(zoneName("Europe/Kiev")).toBe("Europe/Kyiv");
  for (const zone of [...Intl.supportedValuesOf("timeZone"), "UTC"]) {
    const resolved = (timeZone: string) =>
      new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
    expect(resolved(zoneName(zone)), zone).toBe(resolved(zone));
  }
});
