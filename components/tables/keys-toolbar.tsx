"use client";

import { Columns3 } from "lucide-react";
import { useQueryStates } from "nuqs";
import { cn } from "@/components/ui/cn";
import { MenuButton } from "@/components/ui/menu-button";
import { NativeSelect } from "@/components/ui/native-select";
import type { KeySort, KeyStatus } from "@/lib/format/key-search";
import { formatCount } from "@/lib/format/number";
import type { KeyCounts } from "@/lib/keys/list";
import { keysSearchParams } from "./keys-search-params";
import { useKeysTransition } from "./keys-transition";

const TABS: { status: KeyStatus | null; label: string }[] = [
  { status: null, label: "All" },
  { status: "active", label: "Active" },
  { status: "expiring", label: "Expiring" },
  { status: "reached", label: "Quota reached" },
  { status: "inactive", label: "Inactive" },
  { status: "expired", label: "Expired" },
];

/** The table's heads sort; a phone has none. */
const SORTS: { sort: KeySort; order: "asc" | "desc"; label: string }[] = [
  { sort: "created", order: "desc", label: "Newest first" },
  { sort: "lastUsed", order: "desc", label: "Last used first" },
  { sort: "day", order: "desc", label: "Busiest in 24 h first" },
  { sort: "status", order: "asc", label: "Reached, expiring first" },
  { sort: "alias", order: "asc", label: "By alias" },
  { sort: "expires", order: "asc", label: "Expiring first" },
];

const ANY = "";
const loadColumnsMenu = async () => (await import("./columns-menu")).ColumnsMenu;

interface KeysToolbarProps {
  counts: KeyCounts;
  categories: string[];
}

/** What narrows the list of keys. Everything it holds is in the URL. */
export function KeysToolbar({ counts, categories }: KeysToolbarProps) {
  const { startTransition } = useKeysTransition();
  const [state, setState] = useQueryStates(keysSearchParams, { shallow: false, startTransition });
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-3 xl:border-b">
      <div
        role="group"
        aria-label="Status"
        // On a phone two rows of three: what is cut off at the edge, nobody finds.
        className="flex gap-1 max-xl:w-full max-xl:border-b max-md:grid max-md:grid-cols-3 max-md:gap-px max-md:overflow-hidden max-md:rounded-lg max-md:border max-md:bg-border xl:flex-1"
      >
        {TABS.map(({ status, label }) => (
          <button
            key={label}
            type="button"
            aria-pressed={state.status === status}
            onClick={() => void setState({ status, page: 1 })}
            className={cn(
              "-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-[13px] whitespace-nowrap text-muted -outline-offset-2 hover:text-foreground max-md:mb-0 max-md:h-13 max-md:flex-col max-md:items-start max-md:justify-center max-md:gap-0 max-md:bg-surface xl:h-11",
              state.status === status && "border-accent font-medium text-foreground",
            )}
          >
            {label}
            <span className="font-mono text-xs text-muted tabular-nums">
              {formatCount(counts[status ?? "all"])}
            </span>
          </button>
        ))}
      </div>
      <div className="flex items-center gap-2 max-xl:w-full xl:pb-2">
        <NativeSelect
          aria-label="Filter by category"
          className="max-md:flex-1 md:w-44"
          value={state.category ?? ANY}
          onChange={({ target: { value } }) =>
            void setState({ category: value === ANY ? null : value, page: 1 })
          }
        >
          <option value={ANY}>Any category</option>
          {withChosen(categories, state.category).map((category) => (
            <option key={category}>{category}</option>
          ))}
        </NativeSelect>
        <NativeSelect
          aria-label="Sort"
          className="flex-1 md:hidden"
          value={`${state.sort} ${state.order}`}
          onChange={({ target: { selectedIndex } }) => {
            const chosen = SORTS[selectedIndex];
            if (chosen) void setState({ sort: chosen.sort, order: chosen.order, page: 1 });
          }}
        >
          {SORTS.map(({ sort, order, label }) => (
            <option key={label} value={`${sort} ${order}`}>
              {label}
            </option>
          ))}
        </NativeSelect>
        <div className="flex max-md:hidden">
          <MenuButton
            subject={{
              show: state.show,
              hide: state.hide,
              choose: (columns) => void setState(columns),
            }}
            load={loadColumnsMenu}
          >
            <Columns3 aria-hidden /> Columns
          </MenuButton>
        </div>
      </div>
    </div>
  );
}

/** The categories on offer; one that the URL asks for and no key has is offered all the same. */
function withChosen(categories: string[], chosen: string | null): string[] {
  return chosen === null || categories.includes(chosen) ? categories : [...categories, chosen];
}
