import { MANAGE_OPENAPI } from "@/lib/manage/openapi";
import { documentRoute } from "@/lib/openapi/served";

// Prerendered, Next would let shared caches keep it for a year, past the next upgrade.
export const dynamic = "force-dynamic";

/** The management API for machines. */
export const GET = documentRoute(MANAGE_OPENAPI);
