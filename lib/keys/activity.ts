import { listAuditEvents } from "@/db/queries/audit";
import { latestRequests, requestsByHour } from "@/db/queries/key-activity";
import type { Queryable } from "@/db/queryable";

const RECENT_REQUESTS = 10;
const SHOWN_EVENTS = 20;
const HOURS = 24;

interface Call {
  ctx: { db: Queryable; accountId: string };
  /** A key that is known to be the account's. */
  input: { id: string };
}

export type RecentRequest = Awaited<ReturnType<typeof recentRequests>>[number];

/** The latest requests of a key, newest first. */
export function recentRequests({ ctx, input }: Call) {
  return latestRequests(ctx.db, ctx.accountId, input.id, RECENT_REQUESTS);
}

export interface KeyActivity {
  /** The newest request, or null where the log has none. */
  last: RecentRequest | null;
  /** Requests of 24 hours, the present one last. */
  byHour: number[];
}

/** Who is still using a key: what the owner asks before switching it off. */
export async function keyActivity({ ctx, input }: Call): Promise<KeyActivity> {
  const [[last], series] = await Promise.all([
    latestRequests(ctx.db, ctx.accountId, input.id, 1),
    hourlyRequests({ ctx, input: { ids: [input.id] } }),
  ]);
  return { last: last ?? null, byHour: series[input.id] ?? noRequests() };
}

const noRequests = () => new Array<number>(HOURS).fill(0);

/** Requests of the last 24 hours by the hour, the present hour last, for each of the keys. */
export async function hourlyRequests({
  ctx,
  input,
}: {
  ctx: Call["ctx"];
  input: { ids: string[] };
}): Promise<Record<string, number[]>> {
  const series = Object.fromEntries(input.ids.map((id) => [id, noRequests()]));
  for (const { keyId, hour, requests } of await requestsByHour(ctx.db, ctx.accountId, input.ids)) {
    const ofKey = series[keyId];
    if (ofKey && hour >= 0 && hour < HOURS) ofKey[hour] = requests;
  }
  return series;
}

export type AuditEntry = Awaited<ReturnType<typeof auditTrail>>[number];

/** What was done to a key, newest first. */
export function auditTrail({ ctx, input }: Call) {
  return listAuditEvents(ctx.db, ctx.accountId, input.id, SHOWN_EVENTS);
}
