import { changeWords } from "@/lib/format/change";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { TrafficSum } from "@/lib/usage/schema";

interface ComparedProps {
  total: TrafficSum;
  previous: TrafficSum;
}

/** The range's figures, each with what it was over the same time before. */
export function Compared({ total, previous }: ComparedProps) {
  const of = (
    name: string,
    figure: (sum: TrafficSum) => number | null,
    say: (n: number) => string,
  ) => {
    const [now, before] = [figure(total), figure(previous)];
    return { name, now: now === null ? "–" : say(now), before: changeWords(now, before, say) };
  };
  const figures = [
    of("Requests", (sum) => sum.requests, formatCount),
    of("Rejected", (sum) => sum.requests - sum.admitted, formatCount),
    of("Credits", (sum) => sum.credits, formatCount),
    of("Time to first byte, p95", (sum) => sum.ttfb.p95Ms, formatDuration),
  ];
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-border lg:grid-cols-4">
      {figures.map(({ name, now, before }) => (
        <div key={name} className="min-w-0 bg-surface px-4 py-3">
          <dt className="truncate text-[13px] text-muted">{name}</dt>
          <dd className="font-mono text-xl tabular-nums">{now}</dd>
          <dd className="text-xs text-muted">{before}</dd>
        </div>
      ))}
    </dl>
  );
}
