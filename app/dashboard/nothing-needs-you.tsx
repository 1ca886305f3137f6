import { Check } from "lucide-react";
import { OutcomeShape } from "@/components/charts/outcome-shape";
import { FAILING_SHARE, NEAR_DAYS, NEAR_SHARE } from "@/lib/attention/matter";
import { formatCount, formatPercent } from "@/lib/format/number";

const CHECKED = [
  "no key in use refused by its state or a quota",
  `no quota over ${formatPercent(NEAR_SHARE, 1)}`,
  `no key in use expires within ${NEAR_DAYS} days`,
  `5xx under ${formatPercent(FAILING_SHARE, 1)}`,
  "no caller's address blocked",
  "no rotation to finish",
];

function workWords(keys: number): string {
  if (keys === 0) return "No key is switched on, and nobody calls with one that is not.";
  return keys === 1 ? "Your active key works." : `Your ${formatCount(keys)} active keys work.`;
}

/** What is told where there is no matter: that all was looked at. */
export function NothingNeedsYou({ workingKeys }: { workingKeys: number }) {
  return (
    <section aria-labelledby="nothing-needs-you" className="flex gap-3">
      <OutcomeShape name="circle" className="mt-[9px] size-3 text-ok" />
      <div className="min-w-0">
        <h2 id="nothing-needs-you" className="text-lg font-semibold tracking-tight">
          Nothing needs you
        </h2>
        <p className="text-sm text-pretty text-muted">{workWords(workingKeys)} Checked just now.</p>
        <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-[13px] text-muted">
          {CHECKED.map((words) => (
            <li key={words} className="flex items-center gap-1.5">
              <Check aria-hidden className="size-3.5 shrink-0 text-ok" />
              {words}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
