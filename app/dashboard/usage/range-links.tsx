import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { RANGE_WORDS, RANGES, type UsageRange } from "@/lib/usage/schema";

interface RangeLinksProps {
  current: UsageRange;
}

export function RangeLinks({ current }: RangeLinksProps) {
  return (
    <nav aria-label="Range" className="flex rounded-md border bg-surface p-0.5">
      {RANGES.map((range) => (
        <Link
          key={range}
          href={`/dashboard/usage?range=${range}`}
          aria-current={range === current ? "page" : undefined}
          className={cn(
            "flex h-8 items-center rounded-sm px-3 text-[13px] text-muted hover:text-foreground",
            range === current && "bg-surface-2 font-medium text-foreground",
          )}
        >
          {RANGE_WORDS[range]}
        </Link>
      ))}
    </nav>
  );
}
