import { z } from "zod";

/** One request as it is journaled and logged. A tuple: it is written as a line of JSON. */
const Row = z.tuple([
  /** id: UUIDv7 */ z.string(),
  /** at: Unix milliseconds by the database's clock */ z.number(),
  /** accountId */ z.string(),
  /** keyId */ z.string(),
  /** method */ z.string(),
  /** path, without the query */ z.string(),
  /** status */ z.number(),
  /** code of an answer of ours, else null */ z.string().nullable(),
  /** durationMs */ z.number(),
  /** ip */ z.string().nullable(),
  /** credits */ z.number(),
  /** counted towards quotas: 0 or 1 */ z.number(),
  /** leased: 1 when it spent an admission of this instance's lease */ z.number(),
  /** rejected by enforcement: 0 or 1 */ z.number(),
  /** userAgent */ z.string().nullable(),
  /** checks: compact JSON */ z.string().nullable(),
]);
export type RequestRow = z.infer<typeof Row>;

/** Reads a line of a journal back; null for a line that a crash left torn. */
export function parseRow(line: string): RequestRow | null {
  try {
    const parsed = Row.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
