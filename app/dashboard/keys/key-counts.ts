import { cache } from "react";
import type { AccountContext } from "@/lib/context";
import { countKeys } from "@/lib/keys/list";

/** `countKeys`, asked once a request however many sections need it. */
export const keyCounts = cache((ctx: AccountContext, q: string, category: string | null) =>
  countKeys({ ctx, input: { q, category } }),
);
