import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { FilterParam } from "./log-params";

const NAMES: Record<FilterParam, string> = {
  key: "Key",
  category: "Category",
  status: "Status",
  code: "Reason",
  method: "Method",
  path: "Path",
  ip: "IP",
  last: "When",
  from: "From",
  to: "To",
  request: "Request id",
};

interface FilterChipsProps {
  /** Those that are set, as people read them. */
  set: Array<{ param: FilterParam; shown: string }>;
  onClear: (param: FilterParam) => void;
  onClearAll: () => void;
}

/** What the list is narrowed to, each to be taken off by itself. */
export function FilterChips({ set, onClear, onClearAll }: FilterChipsProps) {
  if (set.length === 0) return null;
  return (
    <ul aria-label="Filters that are set" className="flex flex-wrap items-center gap-2">
      {set.map(({ param, shown }) => (
        <li
          key={param}
          className="inline-flex h-8 max-w-full items-center rounded-full border bg-surface pl-3 text-[13px]"
        >
          <span className="truncate">
            <span className="text-muted">{NAMES[param]}</span> {shown}
          </span>
          <Button
            variant="ghost"
            size="icon-sm"
            className="ml-0.5 size-7 rounded-full"
            aria-label={`Clear ${NAMES[param]} filter`}
            onClick={() => onClear(param)}
          >
            <X aria-hidden />
          </Button>
        </li>
      ))}
      <li>
        <Button variant="ghost" size="sm" onClick={onClearAll}>
          Clear filters
        </Button>
      </li>
    </ul>
  );
}
