import { Skeleton } from "@/components/ui/skeleton";
import { currentAccount } from "@/lib/auth/session";
import { idOf, keyOf, rankOf } from "@/lib/attention/matter";
import { lineOf, summaryOf } from "@/lib/attention/words";
import type { AttentionOfPage } from "./attention-of-page";
import { FirstKey } from "./keys/first-key";
import { MatterLine } from "./matter-line";
import { NothingNeedsYou } from "./nothing-needs-you";

interface MattersProps {
  attention: Promise<AttentionOfPage>;
  /** The reader's, IANA. */
  timeZone: string;
}

/** How many matters there are of each rank, in a line. */
export async function Summary({ attention }: Pick<MattersProps, "attention">) {
  const { matters, keys } = await attention;
  if (keys === 0) return "What your keys need will be told here. Begin with the first one.";
  return matters.length > 0 ? summaryOf(matters) : "What your keys need is told here.";
}

/** The matters, the worst first; else that there are none, or how to make the first key. */
export async function Matters({ attention, timeZone }: MattersProps) {
  const { matters, keys, workingKeys, nowMs, byHour } = await attention;
  if (keys === 0) return <FirstKey />;
  if (matters.length === 0) return <NothingNeedsYou workingKeys={workingKeys} />;
  // Who came by a link of the operator's app is nobody whom we know: they may not lift blocks.
  const mayUnblock = (await currentAccount())?.user != null;
  return (
    <section aria-label="Matters" className="space-y-1.5">
      <p aria-hidden className="hidden pr-[141px] text-right text-xs text-muted lg:block">
        <span className="inline-block w-24 text-left">last 24 h</span>
      </p>
      {/* A list that is styled as none is told as one in no other way in Safari. */}
      <ul role="list" className="divide-y border-y bg-surface max-md:-mx-4 md:rounded-lg md:border">
        {matters.map((fact) => (
          <MatterLine
            key={idOf(fact)}
            rank={rankOf(fact)}
            line={lineOf(fact, { nowMs, timeZone, mayUnblock })}
            byHour={byHour[keyOf(fact) ?? ""] ?? null}
          />
        ))}
      </ul>
    </section>
  );
}

const ROWS = Array.from({ length: 4 }, (_, row) => row);

/** The list's frame, before it is known what is in it. */
export function MattersSkeleton() {
  return (
    <div
      aria-hidden
      className="divide-y border-y bg-surface max-md:-mx-4 md:rounded-lg md:border lg:mt-10"
    >
      {ROWS.map((row) => (
        <div key={row} className="flex h-[72px] items-center gap-6 px-4 md:h-14">
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-4 w-28 max-md:hidden" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-8 w-24" />
        </div>
      ))}
    </div>
  );
}
