import { keyUsage } from "@/lib/usage/of-key";
import { withApiKey } from "@/lib/with-api-key";

export const dynamic = "force-dynamic";

/** The key about itself: free, not counted, and answered also when a quota is reached. */
export const GET = withApiKey("/api/v1/usage", async (_request, caller) =>
  Response.json(await keyUsage(caller), { headers: { "Cache-Control": "no-store" } }),
);
