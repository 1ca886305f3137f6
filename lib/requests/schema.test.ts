import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { describe, expect, it } from "vitest";
import { readCursor, writeCursor } from "./reading/cursor";
import { readChecks, readLogFilter } from "./schema";

describe("readLogFilter", () => {
  it("reads codes and classes of status", () => {
    expect(readLogFilter({ status: "401" }).filter.status).toEqual({ min: 401, max: 401 });
    expect(readLogFilter({ status: "4xx" }).filter.status).toEqual({ min: 400, max: 499 });
  });

  it("leaves out what makes no sense, and names it", () => {
    const garbage = {
      key: "a\0b",
      category: "x".repeat(33),
      status: "999",
      code: "nope",
      method: "GET /",
      path: "\u0007",
      ip: "10.256",
      from: "2026-13-01",
      to: "yesterday",
      request: "1",
    };
    const read = readLogFilter(garbage);
    expect(read.filter).toEqual({});
    expect(read.ignored.sort()).toEqual(Object.keys(garbage).sort());
  });

  it("takes only moments that the database can hold", () => {
    expect(readLogFilter({ from: "2026-05-20" }).filter.from).toEqual(new Date("2026-05-20"));
    for (const from of ["0000-01-01", "9999-12-31T23:59:59-23:59", "2026-05-20T12:00"]) {
      expect(readLogFilter({ from }).ignored, from).toEqual(["from"]);
    }
  });

  it("takes the first of a repeated field, and empty ones as absent", () => {
    expect(readLogFilter({ key: ["web", "ci"], status: "", ip: undefined })).toEqual({
      filter: { key: "web" },
      ignored: [],
    });
  });

  it("takes addresses, networks, and IPv4 in IPv6 clothes", () => {
    expect(readLogFilter({ ip: "::ffff:10.0.0.1" }).filter.ip).toBe("10.0.0.1");
    expect(readLogFilter({ ip: "10.0.0.0/8" }).filter.ip).toBe("10.0.0.0/8");
    expect(readLogFilter({ ip: "2001:db8::/32" }).filter.ip).toBe("2001:db8::/32");
    for (const ip of [
      "10.0.0.0/40",
      "fe80::1%eth0",
      "::ffff:1.2.3.4/200",
      "1",
      "10..1",
      "10.300.",
      "example",
    ]) {
      expect(readLogFilter({ ip }).ignored, ip).toEqual(["ip"]);
    }
  });
});

describe("an address that is typed in part", () => {
  it.each([
    ["203.0.113", "203.0.113.0/24"],
    ["203.0.113.", "203.0.113.0/24"],
    ["203.0", "203.0.0.0/16"],
    ["10.", "10.0.0.0/8"],
    ["2001:db8", "2001:db8::/32"],
    ["2001:DB8:", "2001:db8::/32"],
    ["fe80:", "fe80::/16"],
  ])("%s is the network %s", (ip, network) => {
    expect(readLogFilter({ ip })).toEqual({ filter: { ip: network }, ignored: [] });
  });

  it("is one that the database takes, and that holds what is typed to its end", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1, max: 3 }), fc.boolean(), (ip, count, dot) => {
        const part = ip.split(".").slice(0, count).join(".") + (dot || count === 1 ? "." : "");
        const network = readLogFilter({ ip: part }).filter.ip!;
        expect(ipaddr.parse(ip).match(ipaddr.parseCIDR(network) as [ipaddr.IPv4, number])).toBe(
          true,
        );
      }),
    );
  });
});

describe("cursors", () => {
  const cursor = {
    go: "older",
    at: "2026-05-20T12:00:00.000001Z",
    id: "0199aaaa-0000-7000-8000-000000000001",
  } as const;

  it("come back as they were written", () => {
    expect(readCursor(writeCursor(cursor))).toEqual(cursor);
  });

  it("are null for anything else", () => {
    const forged = (change: object) =>
      Buffer.from(JSON.stringify({ ...cursor, ...change })).toString("base64url");
    expect(readCursor(forged({ go: "sideways" }))).toBeNull();
    expect(readCursor(forged({ at: "2026-99-20T12:00:00.000001Z" }))).toBeNull();
    expect(readCursor(forged({ at: "2026-02-31T12:00:00.000001Z" }))).toBeNull();
    expect(readCursor(forged({ at: "0000-01-01T12:00:00.000001Z" }))).toBeNull();
    expect(readCursor(forged({ id: "1; drop table" }))).toBeNull();
    expect(readCursor("null")).toBeNull();
  });
});

it("reads checks, and answers null for what another version may have written", () => {
  expect(readChecks('{"second":[1,5]}')).toEqual({ second: [1, 5] });
  expect(readChecks('{"daily":[9,9],"retryMs":60000}')).toEqual({ daily: [9, 9], retryMs: 60_000 });
  expect(readChecks('{"second":"1/5"}')).toBeNull();
  expect(readChecks(null)).toBeNull();
});
