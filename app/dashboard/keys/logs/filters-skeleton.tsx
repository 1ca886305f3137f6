import { Skeleton } from "@/components/ui/skeleton";
import { FILTER_WIDTH } from "./filter-width";
import { MORE_FILTERS } from "./log-params";

const FIELDS = ["key", "category", "status", "when"];

const TEXT_WIDTH = "w-[calc(50%-6px)] sm:w-44";
const MOMENT_WIDTH = "w-full sm:w-52";
/** Each field as wide as it is in `LogFilters`, so that they wrap alike. */
const MORE_WIDTHS = [
  ...[FILTER_WIDTH, FILTER_WIDTH],
  ...[TEXT_WIDTH, TEXT_WIDTH, TEXT_WIDTH],
  ...[MOMENT_WIDTH, MOMENT_WIDTH],
];

/**
 * The filters' fields, wrapped as they are, and their line of chips where some are set.
 * @param set the names of those that are
 */
export function FiltersSkeleton({ set }: { set: readonly string[] }) {
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
      {MORE_FILTERS.some((name) => set.includes(name)) && (
        <div className="flex flex-wrap items-end gap-3">
          {MORE_WIDTHS.map((width, i) => (
            <div key={i} className={width}>
              <Skeleton className="h-[61.5px]" />
            </div>
          ))}
        </div>
      )}
      {set.length > 0 && <Skeleton className="h-8 max-w-80" />}
    </div>
  );
}
