import { z } from "zod";
import { readLogFilter } from "@/lib/requests/schema";
import { tailRequests } from "@/lib/requests/reading/tail";
import { json, ownerOnly } from "@/app/dashboard/owner-only";

const Since = z.coerce.number().int().positive().catch(NaN);

/** What has come since the last look: the live log asks every two seconds. */
export const GET = ownerOnly(async (owner, params) => {
  const { filter } = readLogFilter(params);
  const since = Since.parse(params.since);
  return json(
    await tailRequests({ ...owner, filter, sinceMs: Number.isNaN(since) ? null : since }),
  );
});
