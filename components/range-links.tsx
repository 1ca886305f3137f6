import Link from "next/link";
import { type Range, RANGE_WORDS, RANGES, type UsageRange } from "@/lib/usage/schema";
import { cn } from "./ui/cn";

interface RangeLinksProps {
  current: UsageRange;
  /** The address of the page that is shown, over a range. */
  href: (range: Range) => string;
}

/** How far back a page looks: part of its address. */
export function RangeLinks({ current, href }: RangeLinksProps) {
  return (
    <nav aria-label="Range" className="flex w-fit rounded-md border bg-surface p-0.5">
      {RANGES.map((range) => (
        <Link
          key={range}
          href={href(range)}
          scroll={false}
          aria-current={range === current ? "page" : undefined}
          className={cn(
            "flex h-8 items-center rounded-sm px-3 text-[13px] text-muted hover:text-foreground md:h-7 md:px-2.5",
            range === current && "bg-surface-2 font-medium text-foreground",
          )}
        >
          {RANGE_WORDS[range]}
        </Link>
      ))}
    </nav>
  );
}
