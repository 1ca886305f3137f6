import { Check, Minus, X } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import type { LogEntry } from "@/lib/requests/schema";
import { type Step, stepsOf, whyOf } from "./why";

const MARKS = {
  passed: { icon: Check, word: "passed", style: "text-ok" },
  failed: { icon: X, word: "failed", style: "text-bad" },
  skipped: { icon: Minus, word: "not reached", style: "text-muted" },
};

/** Why a request was answered as it was: one sentence, then the checks in their order. */
export function LogWhy({ entry }: { entry: LogEntry }) {
  return (
    <section aria-label="Why" className="rounded-md bg-surface-2 p-3 text-[13px]">
      <p className="text-pretty">
        <span className="font-medium">Why: </span>
        {whyOf(entry)}{" "}
        {entry.code && (
          <Link
            href={`/docs/error-handling#${entry.code}`}
            className="font-mono text-accent hover:underline"
          >
            {entry.code}
          </Link>
        )}
      </p>
      <ul className="mt-2 space-y-1">
        {stepsOf(entry).map((step) => (
          <StepLine key={step.name} step={step} />
        ))}
      </ul>
    </section>
  );
}

function StepLine({ step }: { step: Step }) {
  const { icon: Icon, word, style } = MARKS[step.state];
  return (
    <li className={cn("flex items-center gap-2", step.state === "skipped" && "text-muted")}>
      <Icon aria-hidden className={cn("size-3.5 shrink-0", style)} />
      <span>{step.name}</span>
      <span className="sr-only">{word}</span>
      {step.counter && (
        <span className="ml-auto font-mono text-xs tabular-nums">{step.counter}</span>
      )}
    </li>
  );
}
