import Link from "next/link";
import { formatCount, formatDuration } from "@/lib/format/number";
import { dayCounts, smallShare } from "@/lib/attention/day";
import { databaseNow } from "@/lib/time/database-time";
import type { TrafficReport } from "@/lib/usage/schema";
import { traffic } from "@/lib/usage/traffic";
import { accountContext } from "./account-context";
import type { AttentionOfPage } from "./attention-of-page";
import { DayChart, DayLegend } from "./day-chart";

interface TodayProps {
  attention: Promise<AttentionOfPage>;
  /** The reader's, IANA. */
  timeZone: string;
}

/** The day's figures so far, each beside those of yesterday by the same time; nothing where there is no key. */
export async function Today({ attention, timeZone }: TodayProps) {
  const { db, accountId } = await accountContext();
  const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format(databaseNow());
  const range = { firstDay: today, lastDay: today };
  const [report, { keys }] = await Promise.all([
    traffic({ db, accountId, range, timeZone }),
    attention,
  ]);
  if (keys === 0) return null;
  const usage = `/dashboard/usage?${new URLSearchParams({ from: today, to: today })}`;
  return (
    <section aria-labelledby="today" className="space-y-4 pt-3">
      <header className="flex flex-wrap items-baseline justify-between gap-x-5 gap-y-2">
        <h2 id="today" className="text-sm font-semibold">
          <Link href={usage} className="underline-offset-4 hover:underline">
            Today
          </Link>
        </h2>
        <DayLegend counts={dayCounts(report.total.outcomes)} />
      </header>
      <div className="grid items-end gap-x-12 gap-y-5 lg:grid-cols-[auto_minmax(0,1fr)]">
        <Figures report={report} />
        <DayChart report={report} />
      </div>
    </section>
  );
}

function Figures({ report: { total, previous } }: { report: TrafficReport }) {
  const refused = total.requests - total.admitted;
  const refusedBefore = previous.requests - previous.admitted;
  const duration = (ms: number | null) => (ms === null ? "–" : formatDuration(ms));
  const figures = [
    {
      name: "Requests",
      now: formatCount(total.requests),
      before: `yesterday by now ${formatCount(previous.requests)}`,
    },
    {
      name: "Refused",
      now: smallShare(refused, total.requests),
      before: `${refused === 0 ? "none" : formatCount(refused)}, yesterday ${formatCount(refusedBefore)}`,
    },
    {
      name: "p95",
      now: duration(total.ttfb.p95Ms),
      before: `yesterday ${duration(previous.ttfb.p95Ms)}`,
    },
  ];
  return (
    <dl className="flex flex-wrap justify-between gap-x-8 gap-y-3 lg:gap-x-12">
      {figures.map(({ name, now, before }) => (
        <div key={name}>
          <dt className="text-xs text-muted">{name}</dt>
          <dd className="text-xl font-semibold tracking-tight tabular-nums">{now}</dd>
          <dd className="text-xs whitespace-nowrap text-muted tabular-nums">{before}</dd>
        </div>
      ))}
    </dl>
  );
}
