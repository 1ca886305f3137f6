import { OutcomesChart } from "@/components/charts/outcomes-chart";
import { EmptyState } from "@/components/ui/empty-state";
import type { AccountContext } from "@/lib/context";
import type { KeyView } from "@/lib/keys/list";
import { keyOutcomes } from "@/lib/usage/key-outcomes";
import type { Range } from "@/lib/usage/schema";

interface RequestsOverTimeProps {
  ctx: AccountContext;
  keyView: KeyView;
  range: Range;
  timeZone: string;
}

const WORDS: Record<Range, string> = {
  "24h": "in the last 24 hours",
  "7d": "in the last 7 days",
  "30d": "in the last 30 days",
};

/** The key's requests by outcome. */
export async function RequestsOverTime({ ctx, keyView, range, timeZone }: RequestsOverTimeProps) {
  const { db, accountId } = ctx;
  const report = await keyOutcomes({ db, accountId, keyId: keyView.id, range, timeZone });
  if (report.total.requests === 0) {
    return (
      <EmptyState title={`No requests ${WORDS[range]}`}>
        {keyView.everUsed
          ? "Choose a longer range to see earlier ones."
          : "The chart fills as soon as the key is used."}
      </EmptyState>
    );
  }
  const { buckets, total } = report;
  return <OutcomesChart buckets={buckets} total={total} range={range} timeZone={report.timeZone} />;
}
