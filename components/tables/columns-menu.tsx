"use client";

import { AnchoredMenu } from "@/components/ui/anchored-menu";
import { DropdownMenuCheckboxItem } from "@/components/ui/dropdown-menu";
import type { MenuProps } from "@/components/ui/menu-button";
import { OPTIONAL_COLUMNS } from "./keys-search-params";

type Column = (typeof OPTIONAL_COLUMNS)[number];

const LABELS: Record<Column, string> = {
  masked: "Key",
  category: "Category",
  tightest: "Tightest quota",
  day: "Last 24 hours",
  lastUsed: "Last used",
  expires: "Expires",
};

interface Columns {
  hide: Column[];
  setHide: (hide: Column[]) => void;
}

/** Which columns the list shows. */
export function ColumnsMenu({ anchor, subject: { hide, setHide } }: MenuProps<Columns>) {
  return (
    <AnchoredMenu anchor={anchor}>
      {OPTIONAL_COLUMNS.map((column) => (
        <DropdownMenuCheckboxItem
          key={column}
          checked={!hide.includes(column)}
          // Open until all are chosen.
          onSelect={(event) => event.preventDefault()}
          onCheckedChange={(shown) =>
            setHide(shown ? hide.filter((hidden) => hidden !== column) : [...hide, column])
          }
        >
          {LABELS[column]}
        </DropdownMenuCheckboxItem>
      ))}
    </AnchoredMenu>
  );
}
