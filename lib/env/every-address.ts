import ipaddr from "ipaddr.js";

/** First and last address of a range, as numbers. */
type Span = readonly [first: bigint, last: bigint];

const V4_BITS = 32;
const V6_BITS = 128;
/** IPv4 addresses written as IPv6 (RFC 4291, section 2.5.5.2) begin with this many bits. */
const MAPPED_BITS = 96;

/** Where clients are: all of IPv4; of IPv6 what is given to anybody on the internet (RFC 4291). */
const EVERY_V4 = spanOf(0n, 0, V4_BITS);
const EVERY_V6 = spanOf(0x2000n << 112n, 3, V6_BITS);

function spanOf(address: bigint, prefix: number, bits: number): Span {
  const size = 1n << BigInt(bits - prefix);
  const first = (address / size) * size;
  return [first, first + size - 1n];
}

const numberOf = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address.toByteArray().reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);

/** Nobody is given a shorter prefix of the internet: most of what is given out of IPv6 is in a few of these. */
const SHORTEST_V4 = 8;
const SHORTEST_V6 = 16;

/**
 * Whether ranges, however written, are so much of the internet that they hold clients, too: a prefix that is given to
 * nobody, or all together half of the addresses of IPv4 or of IPv6.
 *
 * @param entries addresses and CIDRs that `ipaddr.js` reads
 */
export function areMost(entries: readonly string[]): boolean {
  const v4: Span[] = [];
  const v6: Span[] = [];
  for (const entry of entries) {
    const [address, prefix] = entry.includes("/")
      ? ipaddr.parseCIDR(entry)
      : [ipaddr.parse(entry), undefined];
    if (address.kind() === "ipv4") {
      v4.push(spanOf(numberOf(address), prefix ?? V4_BITS, V4_BITS));
    } else if (
      (address as ipaddr.IPv6).isIPv4MappedAddress() &&
      (prefix ?? V6_BITS) >= MAPPED_BITS
    ) {
      const mapped = (address as ipaddr.IPv6).toIPv4Address();
      v4.push(spanOf(numberOf(mapped), (prefix ?? V6_BITS) - MAPPED_BITS, V4_BITS));
    } else {
      v6.push(spanOf(numberOf(address), prefix ?? V6_BITS, V6_BITS));
    }
  }
  return (
    v4.some((span) => isShorter(span, SHORTEST_V4, V4_BITS, EVERY_V4)) ||
    v6.some((span) => isShorter(span, SHORTEST_V6, V6_BITS, EVERY_V6)) ||
    coverMost(v4, EVERY_V4) ||
    coverMost(v6, EVERY_V6)
  );
}

function isShorter([first, last]: Span, prefix: number, bits: number, of: Span): boolean {
  return last - first + 1n > 1n << BigInt(bits - prefix) && first <= of[1] && last >= of[0];
}

function coverMost(spans: Span[], [first, last]: Span): boolean {
  let covered = 0n;
  // The first address that no span before has counted.
  let next = first;
  for (const [from, to] of spans.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    const begin = from > next ? from : next;
    const end = to < last ? to : last;
    if (end < begin) continue;
    covered += end - begin + 1n;
    next = end + 1n;
  }
  return covered * 2n >= last - first + 1n;
}
