import { z } from "zod";
import { requireAccount } from "@/lib/accounts/list";
import { readCursor } from "@/lib/requests/reading/cursor";
import { LogFilter } from "@/lib/requests/schema";
import { searchRequests } from "@/lib/requests/reading/search";
import { rowsWritten } from "@/lib/runtime";
import {
  usageByCategory,
  usageByDay,
  usageByEndpoint,
  usageByKey,
  usageByOutcome,
} from "@/lib/usage/breakdown";
import { LogAnswer, pageAnswer, UsageAnswer } from "../answers";
import { endpoint } from "../endpoint";
import { pageOf, pageOfAll, PAGING, readPlace } from "../paging";
import { invalidField, Refused } from "../refused";
import { UsageQuery } from "../usage-query";

/** So long a call waits for the rows of what was just answered; then it tells what is there. */
const ROWS_WAIT_MS = 1_000;

export const listLogs = endpoint({
  scope: "logs:read",
  summary: "An account's request log",
  description:
    "The newest first. A search that no index serves may answer fewer rows than `limit`, and none: go on while there is a `nextCursor`.",
  query: z.strictObject({ ...LogFilter.shape, ...PAGING }),
  answers: pageAnswer(LogAnswer),
  async run({ db, params, query: { cursor, limit, ...filter } }) {
    const accountId = await requireAccount(db, params.id!);
    if (cursor !== undefined && readCursor(cursor)?.go !== "older") {
      throw invalidField("cursor", "This is no cursor of this list.");
    }
    await rowsWritten({ accountId }, ROWS_WAIT_MS);
    const page = await searchRequests({ db, accountId, filter, cursor, limit });
    if (page.problem === "took_too_long") {
      const detail = "The search took too long. Narrow it, by from and to for instance.";
      throw new Refused("unavailable", { detail, headers: { "Retry-After": "5" } });
    }
    return { data: page.entries, nextCursor: page.next };
  },
});

/** A place in a list that is ordered by what changes: how many rows come before it, and how many a page has. */
const Place = z.string().regex(/^\d{1,7}\.\d{1,3}$/);

/** Counts from the first row; a cursor goes on with as many rows a page as the first page had. */
function partOf(query: UsageQuery): { offset: number; limit: number } {
  const place = readPlace(query.cursor, Place);
  if (place === undefined) return { offset: 0, limit: query.limit };
  const [offset, limit] = place.split(".").map(Number) as [number, number];
  const isOurs = limit >= 1 && limit <= 200 && offset % limit === 0;
  if (!isOurs) throw invalidField("cursor", "This is no cursor of this list.");
  return { offset, limit };
}

export const showUsage = endpoint({
  scope: "logs:read",
  summary: "An account's usage",
  description:
    "Requests and credits of a time, by UTC day, key, category, endpoint or outcome. From counters that are exact to the quarter of an hour; by endpoint from the log itself, which takes longer.",
  query: UsageQuery,
  answers: pageAnswer(UsageAnswer),
  async run({ db, params, query }) {
    const accountId = await requireAccount(db, params.id!);
    await rowsWritten({ accountId }, ROWS_WAIT_MS);
    const question = { db, accountId, from: query.from, to: query.to };
    switch (query.by) {
      case "day":
        return pageOfAll(await usageByDay(question), query, ({ day }) => day);
      case "category":
        return pageOfAll(await usageByCategory(question), query, ({ category }) => category);
      case "outcome":
        return pageOfAll(await usageByOutcome(question), query, ({ outcome }) => outcome);
      case "key": {
        const { offset, limit } = partOf(query);
        const { rows, all } = await usageByKey(question, { offset, limit });
        const next = offset + limit;
        const more = all > next ? [...rows, rows[0]!] : rows;
        return pageOf(more, limit, () => `${next}.${limit}`);
      }
      case "endpoint": {
        const { offset, limit } = partOf(query);
        const rows = await usageByEndpoint(question, { offset, limit: limit + 1 });
        return pageOf(rows, limit, () => `${offset + limit}.${limit}`);
      }
    }
  },
});
