import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { type AuditRow, searchAuditEvents } from "@/db/queries/audit";
import type { Queryable } from "@/db/queryable";
import { actorWords, AUDIT_ACTIONS, AUDIT_KINDS, auditKind, auditWords } from "@/lib/format/audit";
import { readCursor, writeCursor } from "@/lib/requests/reading/cursor";
import { CSV, type ExportFormat, inOneCell } from "@/lib/requests/reading/export";
import type { SearchParams } from "@/lib/requests/schema";
import { printableJson } from "@/lib/text/printable";

/* An account's trail: who changed what, and who signed in. */

/** Who may have acted, by the name that the URL has for them. */
export const TRAIL_ACTORS = ["user", "portal", "token", "cli", "system"] as const;

/** A day of the calendar, `2026-11-24`. */
const Day = z.iso.date().refine((day) => day >= "1970-01-01");

const FIELDS = {
  /** What it is about. */
  kind: z.enum(AUDIT_KINDS),
  /** Who did it. */
  by: z.enum(TRAIL_ACTORS),
  /** The first and the last day that are shown, in the reader's time zone. */
  from: Day,
  to: Day,
};

export const TrailFilter = z.object(FIELDS).partial();
export type TrailFilter = z.output<typeof TrailFilter>;
export type TrailField = keyof TrailFilter;

/** Reads a filter out of a URL. What makes no sense there is left out, and named. */
export function readTrailFilter(params: SearchParams): {
  filter: TrailFilter;
  ignored: TrailField[];
} {
  const understood: Record<string, string> = {};
  const ignored: TrailField[] = [];
  for (const field of Object.keys(FIELDS) as TrailField[]) {
    const given = params[field];
    const value = (Array.isArray(given) ? given[0] : given)?.trim();
    if (!value) continue;
    if (FIELDS[field].safeParse(value).success) understood[field] = value;
    else ignored.push(field);
  }
  return { filter: TrailFilter.parse(understood), ignored };
}

/** A filter as a URL has it; without it the trail is whole. */
export function trailQuery(filter: TrailFilter, more: Record<string, string> = {}): string {
  const given = Object.entries({ ...filter, ...more }).filter((each) => each[1] !== undefined);
  return given.length === 0 ? "" : `?${new URLSearchParams(given as Array<[string, string]>)}`;
}

interface TrailCall {
  ctx: { db: Queryable; accountId: string };
  input: {
    filter: TrailFilter;
    /** The reader's, in which days begin. */
    timeZone: string;
    /** Where a page begins, as the page before has said it; anything else is the newest. */
    cursor?: string | undefined;
    /** Events at most. */
    limit: number;
  };
}

/** A page of a trail, newest first; and where the pages beside it begin, null where there are none. */
export interface TrailPage {
  events: AuditRow[];
  newer: string | null;
  older: string | null;
}

/** Looks through an account's trail. */
export async function searchTrail({ ctx, input }: TrailCall): Promise<TrailPage> {
  const { filter, timeZone, limit } = input;
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  const { kind, by, from, to } = filter;
  const found = await searchAuditEvents(ctx.db, {
    accountId: ctx.accountId,
    actions: kind ? AUDIT_ACTIONS.filter((action) => auditKind(action) === kind) : null,
    actor: by ?? null,
    days: { from: from ?? null, to: to ?? null, timeZone },
    after,
    // One more tells whether there is more.
    limit: limit + 1,
  });
  const goesNewer = after?.go === "newer";
  const hasMore = found.length > limit;
  const events = found.slice(0, limit);
  if (goesNewer) events.reverse();
  const [first, last] = [events[0], events.at(-1)];
  const at = (go: "older" | "newer", event: AuditRow | undefined) =>
    event ? writeCursor({ go, at: event.at, id: event.id }) : null;
  return {
    events,
    newer: (goesNewer ? hasMore : after !== null) ? at("newer", first) : null,
    older: goesNewer || hasMore ? at("older", last) : null,
  };
}

/** Events that are in memory at once. */
const BATCH = 1_000;

/**
 * All that a filter finds in a trail, newest first, in pieces of UTF-8 text.
 * @throws when it cannot be read to its end: a file that breaks off must not look whole
 */
export async function* exportTrail(
  { ctx, input }: { ctx: TrailCall["ctx"]; input: Pick<TrailCall["input"], "filter" | "timeZone"> },
  format: ExportFormat,
): AsyncGenerator<Uint8Array, void> {
  const utf8 = new TextEncoder();
  if (format === "csv") yield utf8.encode(stringify([COLUMNS.map(([name]) => name)], CSV));
  let cursor: string | undefined;
  do {
    const page = await searchTrail({ ctx, input: { ...input, cursor, limit: BATCH } });
    if (page.events.length > 0) yield utf8.encode(textOf(page.events, format));
    cursor = page.older ?? undefined;
  } while (cursor !== undefined);
}

const json = (value: unknown) => (value === null ? null : printableJson(value));

/** Times are ISO 8601 in UTC. */
const COLUMNS: Array<[name: string, value: (event: AuditRow) => string | null]> = [
  ["time", ({ at }) => at],
  ["who", actorWords],
  ["action", ({ action }) => action],
  ["what", ({ action }) => auditWords(action)],
  ["target_id", ({ targetId }) => targetId],
  ["key", ({ keyAlias }) => keyAlias],
  ["before", ({ before }) => json(before)],
  ["after", ({ after }) => json(after)],
  ["ip", ({ ip }) => ip],
];

function textOf(events: readonly AuditRow[], format: ExportFormat): string {
  if (format === "csv") {
    return stringify(
      events.map((event) => COLUMNS.map(([, value]) => inOneCell(value(event)))),
      CSV,
    );
  }
  return events
    .map(({ before, after, ...event }) => {
      const line = { ...event, who: actorWords(event), before, after };
      return `${printableJson(line)}\n`;
    })
    .join("");
}
