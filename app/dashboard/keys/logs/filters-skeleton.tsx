import { Skeleton } from "@/components/ui/skeleton";
import { FILTER_WIDTH } from "./filter-width";

const FIELDS = ["key", "category", "status", "when"];

/** The filters' fields, wrapped as they are, and their line of chips where some are set. */
export function FiltersSkeleton({ isFiltered }: { isFiltered: boolean }) {
  return (
    <div aria-hidden className="space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        {FIELDS.map((field) => (
          <div key={field} className={FILTER_WIDTH}>
            <Skeleton className="h-[61.5px]" />
          </div>
        ))}
        <Skeleton className="h-9 w-28" />
      </div>
      {isFiltered && <Skeleton className="h-8 max-w-80" />}
    </div>
  );
}
