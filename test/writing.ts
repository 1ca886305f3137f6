import type { Writing } from "@/db/queries/copy-requests";
import { uuidv7 } from "@/lib/ids";

/** Rows of an instance that holds no leases and counts no runs. */
export const byNobody = (): Writing => ({ instanceId: uuidv7(), runId: null });
