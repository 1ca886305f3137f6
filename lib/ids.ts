import { randomFillSync } from "node:crypto";

const POOL_BYTES = 10 * 256;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let offset = POOL_BYTES;

/**
 * A UUIDv7 (RFC 9562, section 5.7): 48 bits of `nowMs` (Unix milliseconds), 74 random bits.
 * Ids sort by the time they were made. The random bytes are drawn in blocks: a request needs an
 * id, and a system call each would cost more than the rest of it.
 */
export function uuidv7(nowMs: number = Date.now()): string {
  if (offset >= POOL_BYTES) {
    randomFillSync(pool);
    offset = 0;
  }
  const time = Math.floor(nowMs).toString(16).padStart(12, "0");
  const random = pool.toString("hex", offset, offset + 10);
  offset += 10;
  const variant = "89ab"[parseInt(random[3]!, 16) & 3]!;
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text from outside (a path, a search param) may be asked of a uuid column at all. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
