"use client";

import { Columns3, Search } from "lucide-react";
import { debounce, useQueryStates } from "nuqs";
import { useEffect, useRef, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from "@/components/ui/select";
import type { KeyCounts } from "@/lib/keys/list";
import type { KeyStatus } from "@/lib/keys/schema";
import { keysSearchParams, OPTIONAL_COLUMNS } from "./keys-search-params";

const TABS: { status: KeyStatus | null; label: string }[] = [
  { status: null, label: "All" },
  { status: "active", label: "Active" },
  { status: "expiring", label: "Expiring" },
  { status: "reached", label: "Quota reached" },
  { status: "inactive", label: "Inactive" },
  { status: "expired", label: "Expired" },
];

const COLUMN_LABELS: Record<(typeof OPTIONAL_COLUMNS)[number], string> = {
  category: "Category",
  tightest: "Tightest quota",
  day: "Last 24 hours",
  lastUsed: "Last used",
};

const ANY = "*";
const TYPING_MS = 250;

interface KeysToolbarProps {
  counts: KeyCounts;
  categories: string[];
}

/** What narrows the list of keys. Everything it holds is in the URL. */
export function KeysToolbar({ counts, categories }: KeysToolbarProps) {
  const [isPending, startTransition] = useTransition();
  const [state, setState] = useQueryStates(keysSearchParams, { shallow: false, startTransition });
  const searchInput = useRef<HTMLInputElement>(null);
  useSlashToFocus(searchInput);

  return (
    <div className="space-y-3" aria-busy={isPending || undefined}>
      <div className="flex flex-wrap items-center gap-2">
        <div className="relative w-full sm:w-64">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2.5 left-2.5 size-4 text-muted"
          />
          <Input
            ref={searchInput}
            type="search"
            aria-label="Search"
            placeholder="Search, or press /"
            className="pl-8"
            value={state.q}
            onChange={(event) =>
              void setState(
                { q: event.target.value, page: 1 },
                { limitUrlUpdates: debounce(TYPING_MS) },
              )
            }
          />
        </div>
        <Select
          value={state.category ?? ANY}
          onValueChange={(value) =>
            void setState({ category: value === ANY ? null : value, page: 1 })
          }
        >
          <SelectTrigger aria-label="Filter by category" className="w-44">
            <SelectValue />
          </SelectTrigger>
          <SelectContent>
            <SelectItem value={ANY}>Any category</SelectItem>
            {withChosen(categories, state.category).map((category) => (
              <SelectItem key={category} value={category}>
                {category}
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button className="ml-auto max-xl:hidden">
              <Columns3 aria-hidden /> Columns
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent>
            {OPTIONAL_COLUMNS.map((column) => (
              <DropdownMenuCheckboxItem
                key={column}
                checked={!state.hide.includes(column)}
                onSelect={(event) => event.preventDefault()}
                onCheckedChange={(shown) =>
                  void setState({
                    hide: shown
                      ? state.hide.filter((hidden) => hidden !== column)
                      : [...state.hide, column],
                  })
                }
              >
                {COLUMN_LABELS[column]}
              </DropdownMenuCheckboxItem>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      </div>
      <div role="group" aria-label="Status" className="flex gap-1 overflow-x-auto border-b">
        {TABS.map(({ status, label }) => (
          <button
            key={label}
            type="button"
            aria-pressed={state.status === status}
            onClick={() => void setState({ status, page: 1 })}
            className={cn(
              "-mb-px flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-[13px] whitespace-nowrap text-muted outline-offset-[-2px] hover:text-foreground",
              state.status === status && "border-accent font-medium text-foreground",
            )}
          >
            {label}
            <span className="font-mono text-xs text-muted tabular-nums">
              {counts[status ?? "all"]}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** The categories on offer; one that the URL asks for and no key has is offered all the same. */
function withChosen(categories: string[], chosen: string | null): string[] {
  return chosen === null || categories.includes(chosen) ? categories : [...categories, chosen];
}

/** "/" goes to the search field, unless something is being typed already. */
function useSlashToFocus(input: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const typing = (event.target as HTMLElement).closest(
        "input, textarea, select, [role=dialog]",
      );
      if (event.key !== "/" || typing || event.metaKey || event.ctrlKey) return;
      event.preventDefault();
      input.current?.focus();
    }
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [input]);
}
