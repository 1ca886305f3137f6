import { LatencyChart } from "@/components/charts/latency-chart";
import { latencyReport } from "@/lib/usage/latency";
import type { Range } from "@/lib/usage/schema";
import { accountContext } from "../account-context";
import { TooMuch } from "./too-much";

interface LatencyProps {
  range: Range;
  timeZone: string;
}

/** In a section of its own: exact percentiles take longer than counts. */
export async function Latency({ range, timeZone }: LatencyProps) {
  const { db, accountId } = await accountContext();
  const report = await latencyReport({ db, accountId, range, timeZone });
  if (!report) return <TooMuch what="the time to first byte" />;
  if (report.total.requests === 0) return null;
  return <LatencyChart {...report} range={range} timeZone={timeZone} />;
}
