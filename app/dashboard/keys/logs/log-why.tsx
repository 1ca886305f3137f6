import { Check, Minus, X } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { ExactTime, RelativeTime } from "@/components/ui/relative-time";
import type { LogEntry } from "@/lib/requests/schema";
import { adviceOf, retryAtOf, type Step, stepsOf, whyOf } from "./why";

const MARKS = {
  passed: { icon: Check, word: "passed", style: "text-ok" },
  failed: { icon: X, word: "failed", style: "text-bad" },
  skipped: { icon: Minus, word: "not reached", style: "text-muted" },
  exempt: { icon: Minus, word: "not asked: the endpoint is free", style: "text-muted" },
};

/** Why a request was answered as it was: what was decided, what to do, the checks in their order. */
export function LogWhy({ entry }: { entry: LogEntry }) {
  const advice = adviceOf(entry);
  const retryAt = retryAtOf(entry);
  return (
    <section aria-label="Why" className="space-y-3 rounded-md bg-surface-2 p-3 text-[13px]">
      <div className="space-y-1.5">
        <p className="text-pretty">
          <span className="font-medium">Why: </span>
          {whyOf(entry)}
        </p>
        {retryAt && (
          <p className="text-pretty">
            <span className="font-medium">Next capacity: </span>
            <ExactTime at={retryAt} /> (<RelativeTime at={retryAt} />)
          </p>
        )}
        {advice && (
          <p className="text-pretty">
            <span className="font-medium">What to do: </span>
            {advice.text}
            {advice.link && (
              <>
                <Link href={advice.link.href} className="text-accent underline underline-offset-4">
                  {advice.link.words}
                </Link>
                .
              </>
            )}{" "}
            {entry.code && (
              <Link
                href={`/docs/error-handling#${entry.code}`}
                className="whitespace-nowrap text-accent underline underline-offset-4"
              >
                About <span className="font-mono">{entry.code}</span>
              </Link>
            )}
          </p>
        )}
      </div>
      <div className="border-t pt-2.5">
        <h3 className="mb-1 text-xs font-medium text-muted">
          Checks in their order, and the counters before this request
        </h3>
        <ol className="space-y-1">
          {stepsOf(entry).map((step) => (
            <StepLine key={step.name} step={step} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function StepLine({ step }: { step: Step }) {
  const { icon: Icon, word, style } = MARKS[step.state];
  const isOpen = step.state === "skipped" || step.state === "exempt";
  return (
    <li className={cn("flex items-baseline gap-2", isOpen && "text-muted")}>
      <Icon aria-hidden className={cn("size-3.5 shrink-0 translate-y-0.5", style)} />
      <span className={cn(step.state === "failed" && "font-medium")}>{step.name}</span>
      {isOpen ? (
        <span className="text-xs">{word}</span>
      ) : (
        <span className={step.state === "failed" ? "text-xs text-bad" : "sr-only"}>{word}</span>
      )}
      {step.counter && (
        <span className="ml-auto shrink-0 font-mono text-xs tabular-nums">{step.counter}</span>
      )}
    </li>
  );
}
