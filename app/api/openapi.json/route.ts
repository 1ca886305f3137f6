import { OPENAPI } from "@/lib/openapi/openapi";
import { documentRoute } from "@/lib/openapi/served";

// Prerendered, Next would let shared caches keep it for a year, past the next upgrade.
export const dynamic = "force-dynamic";

/** The contract for machines. */
export const GET = documentRoute(OPENAPI);
