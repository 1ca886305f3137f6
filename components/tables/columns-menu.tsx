"use client";

import { useSyncExternalStore } from "react";
import { AnchoredMenu } from "@/components/ui/anchored-menu";
import { DropdownMenuCheckboxItem } from "@/components/ui/dropdown-menu";
import type { MenuProps } from "@/components/ui/menu-button";
import { fits } from "./column-styles";
import { OPTIONAL_COLUMNS, type OptionalColumn } from "./keys-search-params";

const LABELS: Record<OptionalColumn, string> = {
  masked: "Key",
  category: "Category",
  tightest: "Tightest quota",
  day: "Last 24 hours",
  lastUsed: "Last used",
  expires: "Expires",
};

export interface ChosenColumns {
  show: OptionalColumn[];
  hide: OptionalColumn[];
}

interface Columns extends ChosenColumns {
  choose: (columns: ChosenColumns) => void;
}

/** Which columns the list shows: what was chosen, and of the others those that fit. */
export function ColumnsMenu({ anchor, subject: { show, hide, choose } }: MenuProps<Columns>) {
  const fitting = useSyncExternalStore(onResize, fittingColumns).split(" ");

  // What the width does by itself needs no choice: the list then goes on adapting to it.
  const set = (column: OptionalColumn, shown: boolean) => {
    const others = (columns: OptionalColumn[]) => columns.filter((other) => other !== column);
    const isByItself = fitting.includes(column) === shown;
    choose({
      show: shown && !isByItself ? [...others(show), column] : others(show),
      hide: !shown && !isByItself ? [...others(hide), column] : others(hide),
    });
  };

  return (
    <AnchoredMenu anchor={anchor}>
      {OPTIONAL_COLUMNS.map((column) => (
        <DropdownMenuCheckboxItem
          key={column}
          checked={!hide.includes(column) && (show.includes(column) || fitting.includes(column))}
          // Open until all are chosen.
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(shown) => set(column, shown)}
        >
          {LABELS[column]}
        </DropdownMenuCheckboxItem>
      ))}
    </AnchoredMenu>
  );
}

const fittingColumns = () => OPTIONAL_COLUMNS.filter(fits).join(" ");

function onResize(listener: () => void) {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}
