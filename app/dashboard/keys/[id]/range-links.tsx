import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { type Range, RANGE_WORDS, RANGES } from "@/lib/usage/schema";

interface RangeLinksProps {
  /** The key whose page this is. */
  id: string;
  current: Range;
}

/** How far back the page looks: part of its address. */
export function RangeLinks({ id, current }: RangeLinksProps) {
  return (
    <nav aria-label="Range" className="flex w-fit rounded-md border bg-surface p-0.5">
      {RANGES.map((range) => (
        <Link
          key={range}
          href={`/dashboard/keys/${id}?range=${range}`}
          scroll={false}
          aria-current={range === current ? "page" : undefined}
          className={cn(
            "flex h-7 items-center rounded-sm px-2.5 text-[13px] text-muted hover:text-foreground",
            range === current && "bg-surface-2 font-medium text-foreground",
          )}
        >
          {RANGE_WORDS[range]}
        </Link>
      ))}
    </nav>
  );
}
