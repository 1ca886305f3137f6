import { PageLinks } from "@/components/tables/page-links";
import { formatCount } from "@/lib/format/number";
import { usageHref, type UsageRange } from "@/lib/usage/schema";
import { categoryShares, keyShares } from "@/lib/usage/shares";
import { accountContext } from "../account-context";
import { SharesCard } from "./shares-card";

/** Hundreds of rows cost the server more than all the sums, and nobody reads them at once. */
const ROWS_A_PAGE = 25;
const BY_KEY = "by-key";

interface SharesProps {
  range: UsageRange;
  timeZone: string;
}

export async function ByKey({ range, timeZone, page: asked }: SharesProps & { page: number }) {
  const { db, accountId } = await accountContext();
  const { shares, span, keys, page } = await keyShares(
    { db, accountId, range, timeZone },
    { rows: ROWS_A_PAGE, page: asked },
  );
  if (keys === 0) return null;
  const description =
    keys > ROWS_A_PAGE
      ? `${formatCount(keys)} keys, the busiest first; p50 to p99 are of the time to first byte`
      : "The busiest first; p50 to p99 are of the time to first byte";
  return (
    <div id={BY_KEY} className="scroll-mt-16 space-y-3 md:scroll-mt-5">
      <SharesCard title="By key" first="Key" param="key" {...{ description, shares, span }} />
      <PageLinks
        page={page}
        pages={Math.ceil(keys / ROWS_A_PAGE)}
        href={(to) => `${usageHref(range, to)}#${BY_KEY}`}
      />
    </div>
  );
}

export async function ByCategory({ range, timeZone }: SharesProps) {
  const { db, accountId } = await accountContext();
  const { shares, span } = await categoryShares({ db, accountId, range, timeZone });
  if (shares.length === 0) return null;
  const description =
    "By the categories that keys have now; p50 to p99 are of the time to first byte";
  return (
    <SharesCard
      title="By category"
      first="Category"
      param="category"
      {...{ description, shares, span }}
    />
  );
}
