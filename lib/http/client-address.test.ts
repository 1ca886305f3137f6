import fc from "fast-check";
import { expect, test } from "vitest";
import { blockUnit, canonicalAddress, ClientAddress } from "./client-address";

test("an address has one spelling", () => {
  for (const [text, canonical] of [
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:0201", "192.0.2.1"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["::1", "::1"],
    ["", null],
    ["unknown", null],
    ["192.0.2.1:80", null],
    ["192.0.2.256", null],
  ] as const) {
    expect(canonicalAddress(text), text).toBe(canonical);
  }
});

test("an IPv4 address is blocked by itself, an IPv6 address by its /64", () => {
  expect(blockUnit("192.0.2.1")).toBe("192.0.2.1");
  const unit = blockUnit(canonicalAddress("2001:db8:1:2:aaaa::1")!);
  expect(unit).toBe("2001:db8:1:2::/64");
  expect(blockUnit(canonicalAddress("2001:db8:1:2:ffff:ffff:ffff:ffff")!)).toBe(unit);
  expect(blockUnit(canonicalAddress("2001:db8:1:3::1")!)).not.toBe(unit);
  expect(blockUnit(canonicalAddress("::ffff:192.0.2.1")!)).toBe("192.0.2.1");
});

const PROXIES = ["10.0.0.0/8", "127.0.0.1", "2001:db8:ffff::/48"];

test("the client is the first untrusted address from the right", () => {
  const find = new ClientAddress(PROXIES);
  for (const [peer, forwardedFor, client] of [
    // Straight from a client: whatever the header says, it says it of itself.
    ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "6.6.6.6, 198.51.100.1, 10.9.9.9", "198.51.100.1"],
    ["::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "6.6.6.6,2001:db8::7,2001:db8:ffff::1", "2001:db8::7"],
    // Proxies all the way: the outermost of them asked.
    ["10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["10.0.0.1", undefined, "10.0.0.1"],
    // What cannot be read ends the chain where it was last sure.
    ["10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.1, garbage, 10.0.0.2", "10.0.0.2"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
    ["10.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"],
    ["10.0.0.1", "fe80::7%eth0", "fe80::7"],
    [undefined, "198.51.100.1", null],
  ] as const) {
    expect(find.of(peer, forwardedFor), `${peer} < ${forwardedFor}`).toBe(client);
  }
});

test("without configured proxies the header is nobody's word", () => {
  expect(new ClientAddress([]).of("127.0.0.1", "198.51.100.1")).toBe("127.0.0.1");
});

test("whatever a client writes on the left changes nothing", () => {
  const find = new ClientAddress(PROXIES);
  fc.assert(
    fc.property(fc.string(), fc.ipV4(), (forged, client) => {
      fc.pre(!client.startsWith("10.") && client !== "127.0.0.1");
      expect(find.of("10.0.0.1", `${forged},${client}`)).toBe(canonicalAddress(client));
    }),
  );
});

test("no header makes it throw", () => {
  const find = new ClientAddress(PROXIES);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (header) => {
      find.of("10.0.0.1", header);
    }),
  );
});
