import ipaddr from "ipaddr.js";
import { LRUCache } from "lru-cache";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

const MAX_REMEMBERED = 20_000;

/** An IPv4 address that came mapped into IPv6 (::ffff:192.0.2.1) is that IPv4 address. */
function parseAddress(text: string): Address | null {
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.process(text);
  return address;
}

/** Addresses in their one canonical spelling, parsed once each. */
const canonical = new LRUCache<string, string>({ max: MAX_REMEMBERED });

/** The canonical spelling of an address, without a zone; null if the text is none. */
export function canonicalAddress(text: string): string | null {
  const remembered = canonical.get(text);
  if (remembered !== undefined) return remembered;
  const address = parseAddress(text.split("%", 1)[0]!);
  if (!address) return null;
  const spelling = address.toString();
  canonical.set(text, spelling);
  return spelling;
}

/** IPv4 addresses written as IPv6 begin with so many bits (RFC 4291, section 2.5.5.2). */
const MAPPED_BITS = 96;

/** As `parseAddress`: a range of IPv4 addresses that is written as IPv6 is that range. */
function unmapped([network, bits]: Range): Range {
  const isMapped = network.kind() === "ipv6" && (network as ipaddr.IPv6).isIPv4MappedAddress();
  if (!isMapped || bits < MAPPED_BITS) return [network, bits];
  return [(network as ipaddr.IPv6).toIPv4Address(), bits - MAPPED_BITS];
}

const blockUnits = new LRUCache<string, string>({ max: MAX_REMEMBERED });

/**
 * What is blocked for an address: itself, or the /64 network of an IPv6 address, because whoever
 * has one address there has them all.
 *
 * @param address in canonical spelling
 */
export function blockUnit(address: string): string {
  if (!address.includes(":")) return address;
  let unit = blockUnits.get(address);
  if (unit === undefined) {
    unit = `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()}/64`;
    blockUnits.set(address, unit);
  }
  return unit;
}

/** Finds the client's address of requests that may have come through configured proxies. */
export class ClientAddress {
  private readonly trusted: Range[];

  /** @param trustedProxies addresses and CIDRs, as LATCHKEY_TRUSTED_PROXIES has them */
  constructor(trustedProxies: readonly string[]) {
    this.trusted = trustedProxies.map((entry): Range => {
      if (entry.includes("/")) return unmapped(ipaddr.parseCIDR(entry) as Range);
      const address = ipaddr.process(entry);
      return [address, address.kind() === "ipv4" ? 32 : 128];
    });
  }

  private isTrusted(address: string): boolean {
    const parsed = ipaddr.parse(address);
    return this.trusted.some(([network, bits]) => {
      if (network.kind() !== parsed.kind()) return false;
      return (parsed as ipaddr.IPv4).match(network as ipaddr.IPv4, bits);
    });
  }

  /** Whether a peer is one of the operator's own proxies, which may speak for their clients. */
  trusts(peer: string | undefined): boolean {
    if (this.trusted.length === 0 || peer === undefined) return false;
    const address = canonicalAddress(peer);
    return address !== null && this.isTrusted(address);
  }

  /**
   * Whether a peer speaks for others though it is not a trusted proxy, from where a proxy would: a loopback
   * or private address. Then the address says nothing of the client.
   */
  isAnybody(peer: string | undefined, forwardedFor: string | undefined): boolean {
    if (forwardedFor === undefined || peer === undefined) return false;
    const address = canonicalAddress(peer);
    return address !== null && isInside(address) && !this.isTrusted(address);
  }

  /** Whether the client that was found is one of the operator's proxies itself: it has not said whom it speaks for. */
  isProxy(client: string | null): boolean {
    return client !== null && this.trusted.length > 0 && this.isTrusted(client);
  }

  /**
   * `X-Forwarded-For` counts only when the peer is a trusted proxy, and is read from the right:
   * what lies left of the first untrusted address could have been written by anybody.
   */
  of(peer: string | undefined, forwardedFor: string | undefined): string | null {
    let client = peer === undefined ? null : canonicalAddress(peer);
    if (client === null || forwardedFor === undefined || this.trusted.length === 0) return client;
    const hops = forwardedFor.split(",");
    while (hops.length > 0 && this.isTrusted(client)) {
      const hop = canonicalAddress(withoutPort(hops.pop()!.trim()));
      if (hop === null) break;
      client = hop;
    }
    return client;
  }
}

/** Ranges of the machine itself and of networks of one's own (RFC 6890). */
const INSIDE = new Set(["loopback", "private", "linkLocal", "uniqueLocal", "carrierGradeNat"]);
const insides = new LRUCache<string, boolean>({ max: MAX_REMEMBERED });

/** Whether an address is of the machine itself or of a network of one's own. @param address canonical */
export function isInside(address: string): boolean {
  let inside = insides.get(address);
  if (inside === undefined) {
    inside = INSIDE.has(ipaddr.parse(address).range());
    insides.set(address, inside);
  }
  return inside;
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(hop);
  if (bracketed) return bracketed[1]!;
  const v4 = /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop);
  return v4 ? v4[1]! : hop;
}
