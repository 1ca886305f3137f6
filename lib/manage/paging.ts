import { z } from "zod";
import { invalidField } from "./refused";

const MOST = 200;
const DEFAULT_LIMIT = 50;
const LIMIT_TAKES = `takes a whole number from 1 to ${MOST}`;

/** The query of every list. */
export const PAGING = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, LIMIT_TAKES)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= MOST, LIMIT_TAKES)
    .default(DEFAULT_LIMIT)
    .describe(`Rows of a page: 1 to ${MOST}.`),
  cursor: z.string().max(400).optional().describe("nextCursor of the page before."),
};

/** A page of a list. */
export interface Page<T> {
  data: T[];
  /** What `cursor` takes for the page that follows; null at the end. */
  nextCursor: string | null;
}

/** A place in a list, opaque to whoever carries it. */
const writePlace = (place: string) => Buffer.from(place).toString("base64url");

/**
 * The place behind which a page begins; undefined at the beginning of a list.
 * @param Place what a place of this list looks like
 * @throws {Refused} invalid, for what is no cursor of this list
 */
export function readPlace(
  cursor: string | undefined,
  Place: z.ZodType<string>,
): string | undefined {
  if (cursor === undefined) return undefined;
  const place = Place.safeParse(Buffer.from(cursor, "base64url").toString("utf8"));
  if (place.success && writePlace(place.data) === cursor) return place.data;
  throw invalidField("cursor", "This is no cursor of this list.");
}

/**
 * A page of the rows that were found behind a place.
 * @param rows one more than `limit`, where there are more
 */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (row: T) => string): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasMore ? writePlace(placeOf(last)) : null };
}

/** A page of a list that is short enough to be read whole; it is put in the order of its places. */
export function pageOfAll<T>(
  all: readonly T[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  placeOf: (row: T) => string,
): Page<T> {
  const after = readPlace(cursor, z.string().min(1));
  const ordered = [...all].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const rows = ordered.filter((row) => after === undefined || placeOf(row) > after);
  return pageOf(rows, limit, placeOf);
}
