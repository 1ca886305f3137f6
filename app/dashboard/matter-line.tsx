import Link from "next/link";
import { ActionButton } from "@/components/action-button";
import { OutcomeShape, type ShapeName } from "@/components/charts/outcome-shape";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Sparkline } from "@/components/ui/sparkline";
import { unblockAddress } from "@/lib/actions/account";
import type { Rank } from "@/lib/attention/matter";
import { type Line, RANK_WORDS } from "@/lib/attention/words";

const LOOKS: Record<Rank, { shape: ShapeName; tone: string }> = {
  refusing: { shape: "square", tone: "text-bad" },
  failing: { shape: "triangle", tone: "text-warn" },
  soon: { shape: "triangle", tone: "text-warn" },
  finish: { shape: "diamond", tone: "text-accent" },
};

interface MatterLineProps {
  rank: Rank;
  line: Line;
  /** Requests of the last 24 hours by the hour; null where no counter knows of the subject. */
  byHour: number[] | null;
}

/** One matter: how bad it is, what it is about, its evidence, and the one thing to do. */
export function MatterLine({ rank, line, byHour }: MatterLineProps) {
  const { name, nameHref, before, figure, after } = line;
  const { shape, tone } = LOOKS[rank];
  const nameLook = cn("min-w-0 truncate font-medium", line.isCode && "font-mono text-[13px]");
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-3 text-sm md:min-h-14 md:grid-cols-[96px_128px_minmax(0,1fr)_auto] md:py-2 lg:grid-cols-[96px_144px_minmax(0,1fr)_96px_112px]">
      <div className="col-start-1 flex min-w-0 items-center gap-2 md:contents">
        <span
          className={cn(
            "inline-flex shrink-0 items-center gap-2 text-[13px] font-medium whitespace-nowrap",
            tone,
          )}
        >
          <OutcomeShape name={shape} />
          {RANK_WORDS[rank]}
        </span>
        {nameHref ? (
          <Link
            href={nameHref}
            title={name}
            className={cn(nameLook, "underline-offset-4 hover:underline")}
          >
            {name}
          </Link>
        ) : (
          <span title={name} className={nameLook}>
            {name}
          </span>
        )}
      </div>
      <p className="col-start-1 text-pretty break-words text-muted md:col-start-3">
        {before}
        <Link
          href={figure.href}
          className="font-medium text-foreground underline decoration-input underline-offset-4 hover:decoration-current"
        >
          {figure.text}
        </Link>
        {after}
      </p>
      {byHour && (
        <Sparkline
          counts={byHour}
          label={`Requests of ${name} in the last 24 hours`}
          className="hidden h-6 lg:col-start-4 lg:block"
        />
      )}
      <div className="col-start-2 row-span-2 row-start-1 flex justify-end md:col-start-4 md:row-span-1 lg:col-start-5">
        <Action action={line.action} about={name} />
      </div>
    </li>
  );
}

/** A finger's height on a phone. */
const SIZE = "h-10 md:h-8";

function Action({ action, about }: { action: Line["action"]; about: string }) {
  const words = (
    <>
      {action.label}
      <span className="sr-only">{`: ${about}`}</span>
    </>
  );
  if (action.kind === "unblock") {
    return (
      <ActionButton
        action={unblockAddress.bind(null, { address: action.address })}
        done={`${action.address} is let through again.`}
        className={SIZE}
      >
        {words}
      </ActionButton>
    );
  }
  return (
    <Button asChild size="sm" className={SIZE}>
      <Link href={action.href}>{words}</Link>
    </Button>
  );
}
