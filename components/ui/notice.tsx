import { cn } from "./cn";
import type { Tone } from "./badge";

const TONES: Record<Tone, string> = {
  neutral: "bg-surface-2 text-foreground",
  accent: "bg-accent-soft text-accent",
  ok: "bg-ok-soft text-ok",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
};

interface NoticeProps {
  tone?: Tone;
  /** Set for what appears after something was done, so that it is read out. */
  role?: "alert" | "status";
  /** Says how something went, and takes the focus of the control that went with it. */
  takesFocus?: boolean;
  /** For fields that it describes. */
  id?: string;
  className?: string;
  children: React.ReactNode;
}

/** A sentence above what it is about: a form's error, a warning, a confirmation. */
export function Notice({
  tone = "neutral",
  role,
  takesFocus,
  id,
  className,
  children,
}: NoticeProps) {
  return (
    <div
      role={role}
      id={id}
      data-focus-rest={takesFocus}
      className={cn("rounded-md px-3 py-2 text-sm text-pretty", TONES[tone], className)}
    >
      {children}
    </div>
  );
}
