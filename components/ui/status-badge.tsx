import { Badge, type Tone } from "./badge";

const SHAPES: Record<Tone, string> = {
  ok: "●",
  warn: "▲",
  bad: "■",
  neutral: "○",
  accent: "◆",
};

interface StatusBadgeProps {
  tone: Tone;
  /** The word that says the same as colour and shape. */
  children: React.ReactNode;
}

/** A state in colour, shape and word, so that it does not rest on colour. */
export function StatusBadge({ tone, children }: StatusBadgeProps) {
  return (
    <Badge tone={tone}>
      <span aria-hidden className="text-[8px] leading-none">
        {SHAPES[tone]}
      </span>
      {children}
    </Badge>
  );
}
