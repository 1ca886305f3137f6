import Link from "next/link";
import { OutcomesChart } from "@/components/charts/outcomes-chart";
import { LazyCreditsChart, LazyLatencyChart } from "@/components/charts/lazy-usage-charts";
import { EmptyState } from "@/components/ui/empty-state";
import { TTFB_ERROR } from "@/lib/requests/writing/histogram";
import type { BucketSize, Range, UsageRange } from "@/lib/usage/schema";
import { traffic } from "@/lib/usage/traffic";
import { accountContext } from "../account-context";
import { Compared } from "./compared";
import { RejectionsCard } from "./rejections-card";

interface TrafficProps {
  range: UsageRange;
  timeZone: string;
}

/** Charts name hours, quarters of days and days as those of the ranges that are cut so. */
const WORDED_AS: Record<BucketSize, Range> = { hour: "24h", quarter_day: "7d", day: "30d" };

/** The account's requests, credits and latency over time, beside those of the time before. */
export async function Traffic({ range, timeZone }: TrafficProps) {
  const { db, accountId } = await accountContext();
  const report = await traffic({ db, accountId, range, timeZone });
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
  const { buckets, total } = report;
  const shown = { range: WORDED_AS[report.size], timeZone: report.timeZone };
  return (
    <>
      <Compared total={total} previous={report.previous} />
      <OutcomesChart
        {...shown}
        buckets={buckets.map(({ start, outcomes, requests }) => ({ start, outcomes, requests }))}
        total={{ outcomes: total.outcomes, requests: total.requests }}
      />
      <LazyLatencyChart
        {...shown}
        buckets={buckets.map(({ start, admitted, ttfb }) => ({ start, admitted, ttfb }))}
        total={{ admitted: total.admitted, ttfb: total.ttfb }}
        error={`within ${Math.round(TTFB_ERROR * 100)} %`}
      />
      <div className="grid grid-cols-1 gap-5 lg:grid-cols-2">
        <LazyCreditsChart
          {...shown}
          buckets={buckets.map(({ start, credits }) => ({ start, credits }))}
          total={total.credits}
        />
        <RejectionsCard report={report} />
      </div>
    </>
  );
}
