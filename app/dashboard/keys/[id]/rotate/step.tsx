import { Check } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { StepTitle } from "./step-title";
import { type StepName, STEPS } from "./steps";

interface StepProps {
  number: number;
  title: string;
  name: StepName;
  current: StepName;
  children: React.ReactNode;
}

/** One step of the wizard; only the current one is unfolded. */
export function Step({ number, title, name, current, children }: StepProps) {
  const isCurrent = name === current;
  const isDone = STEPS.indexOf(name) < STEPS.indexOf(current);
  return (
    <li
      aria-current={isCurrent ? "step" : undefined}
      className={cn("rounded-lg border bg-surface", isCurrent && "border-accent")}
    >
      <div className="flex items-center gap-3 px-4 py-3">
        <span
          aria-hidden
          className={cn(
            "flex size-6 shrink-0 items-center justify-center rounded-full bg-surface-2 text-xs font-medium text-muted",
            isCurrent && "bg-accent text-accent-foreground",
            isDone && "bg-ok-soft text-ok",
          )}
        >
          {isDone ? <Check className="size-3.5" /> : number}
        </span>
        <StepTitle title={title} isCurrent={isCurrent} />
        {isDone && <span className="text-xs text-ok">done</span>}
      </div>
      {isCurrent && <div className="border-t p-4">{children}</div>}
    </li>
  );
}
