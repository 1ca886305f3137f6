import { formatCount } from "@/lib/format/number";
import type { UsageRange } from "@/lib/usage/schema";
import { categoryShares, keyShares } from "@/lib/usage/shares";
import { accountContext } from "../account-context";
import { SharesCard } from "./shares-card";

/** Thousands of rows are megabytes of page, and nobody reads them. */
const SHOWN = 100;

interface SharesProps {
  range: UsageRange;
  timeZone: string;
}

export async function ByKey({ range, timeZone }: SharesProps) {
  const { db, accountId } = await accountContext();
  const { shares, keys } = await keyShares({ db, accountId, range, timeZone }, SHOWN);
  if (keys === 0) return null;
  const description =
    keys > SHOWN
      ? `The ${SHOWN} busiest of ${formatCount(keys)}; p50 to p99 are of the time to first byte`
      : "The busiest first; p50 to p99 are of the time to first byte";
  return <SharesCard title="By key" first="Key" param="key" {...{ description, shares }} />;
}

export async function ByCategory({ range, timeZone }: SharesProps) {
  const { db, accountId } = await accountContext();
  const shares = await categoryShares({ db, accountId, range, timeZone });
  if (shares.length === 0) return null;
  const description =
    "By the categories that keys have now; p50 to p99 are of the time to first byte";
  return (
    <SharesCard
      title="By category"
      first="Category"
      param="category"
      {...{ description, shares }}
    />
  );
}
