import Link from "next/link";
import { CreditsChart } from "@/components/charts/credits-chart";
import { OutcomesChart } from "@/components/charts/outcomes-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { usageReport } from "@/lib/usage/report";
import type { Range } from "@/lib/usage/schema";
import { accountContext } from "../account-context";
import { RejectionsCard } from "./rejections-card";
import { SharesCard } from "./shares-card";
import { TooMuch } from "./too-much";

interface RequestsProps {
  range: Range;
  timeZone: string;
}

export async function Requests({ range, timeZone }: RequestsProps) {
  const { db, accountId } = await accountContext();
  const report = await usageReport({ db, accountId, range, timeZone });
  if (!report) return <TooMuch what="requests" />;
  if (report.total.requests === 0) {
    return (
      <EmptyState
        title="No requests in this time"
        action={
          <Link href="/docs/introduction" className="text-accent underline">
            How to send one
          </Link>
        }
      >
        Charts fill as soon as one of your keys is used.
      </EmptyState>
    );
  }
  const shown = { buckets: report.buckets, range, timeZone };
  return (
    <>
      <OutcomesChart {...shown} total={report.total} />
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        <CreditsChart {...shown} total={report.total.credits} />
        <RejectionsCard rejections={report.rejections} />
      </div>
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <SharesCard title="By key" first="Key" shares={report.keys} param="key" />
        <SharesCard
          title="By category"
          first="Category"
          shares={report.categories}
          param="category"
        />
      </div>
    </>
  );
}
