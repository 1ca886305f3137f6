import { Skeleton } from "@/components/ui/skeleton";

const ROWS = Array.from({ length: 12 }, (_, row) => row);

/** The table's frame, head and rows, before the keys are there. */
export function KeysSkeleton() {
  return (
    <div aria-hidden className="divide-y rounded-lg border bg-surface">
      <div className="h-10 max-md:hidden" />
      {ROWS.map((row) => (
        <div key={row} className="flex h-10 items-center gap-6 px-3 max-md:h-[4.5rem]">
          <Skeleton className="size-4" />
          <Skeleton className="h-4 w-40" />
          <Skeleton className="ml-auto h-4 w-24" />
          <Skeleton className="h-4 w-32 max-lg:hidden" />
          <Skeleton className="h-4 w-16 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}
