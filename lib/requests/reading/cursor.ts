import { z } from "zod";

/** JavaScript takes 31 February for 3 March; PostgreSQL does not take it at all. */
function isOnCalendar(at: string): boolean {
  const date = new Date(at);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === at.slice(0, 19);
}

/** Between which two rows of the log a page begins, and in which direction it goes on. */
const Cursor = z.object({
  /** "older" follows the row towards the past, "newer" towards the present. */
  go: z.enum(["older", "newer"]),
  /** The row's moment, to the microsecond that PostgreSQL keeps. */
  at: z
    .string()
    .regex(/^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/)
    .refine(isOnCalendar),
  id: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
});
export type Cursor = z.infer<typeof Cursor>;

/** Opaque to whoever carries it. */
export function writeCursor({ go, at, id }: Cursor): string {
  return Buffer.from(JSON.stringify({ go, at, id })).toString("base64url");
}

/** Null for whatever is not a cursor of ours. */
export function readCursor(text: string): Cursor | null {
  if (text.length > 300) return null;
  try {
    const parsed = Cursor.safeParse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
