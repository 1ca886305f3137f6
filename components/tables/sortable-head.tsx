"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { TableHead } from "@/components/ui/table";

interface SortableHeadProps {
  sorted: "asc" | "desc" | false;
  /** None where the column cannot be sorted by. */
  onSort: ((event: unknown) => void) | undefined;
  className?: string | undefined;
  children: ReactNode;
}

export function SortableHead({ sorted, onSort, className, children }: SortableHeadProps) {
  return (
    <TableHead
      aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
      className={className}
    >
      {onSort ? (
        <button
          type="button"
          onClick={onSort}
          className="inline-flex h-6 items-center gap-1 hover:text-foreground"
        >
          {children}
          {sorted === "asc" && <ArrowUp aria-hidden className="size-3" />}
          {sorted === "desc" && <ArrowDown aria-hidden className="size-3" />}
        </button>
      ) : (
        children
      )}
    </TableHead>
  );
}
