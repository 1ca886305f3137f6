import { cache } from "react";
import type { AccountContext } from "@/lib/context";
import { recentRequests } from "@/lib/keys/activity";
import type { KeyView } from "@/lib/keys/list";
import { quotaOutlook } from "@/lib/keys/quota-outlook";

/** What becomes of the quotas of the key that a page is about; asked once a request. */
export const outlookOfPage = cache((ctx: AccountContext, key: KeyView) =>
  quotaOutlook({ ctx, input: key }),
);

/** Its latest requests, newest first; asked once a request. */
export const latestOfPage = cache((ctx: AccountContext, id: string) =>
  recentRequests({ ctx, input: { id } }),
);
