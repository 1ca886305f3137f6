"use client";

import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { type RowSelectionState, type SortingState, useTable } from "@tanstack/react-table";
import type { RemoveKeyAction } from "@/components/delete-key-dialog";
import { Table, TableBody, TableCell, TableHeader, TableRow } from "@/components/ui/table";
import { useLazily } from "@/components/use-lazily";
import { type SwitchKeysAction, useKeysSwitch } from "@/components/use-keys-switch";
import { cellStyle, headStyle } from "./column-styles";
import { SHADE } from "./figures-scroll";
import { keyColumns, keyTableFeatures, type KeyRow, type ShownKey, SORTABLE } from "./key-columns";
import { keysSearchParams } from "./keys-search-params";
import { useKeysTransition } from "./keys-transition";
import { SelectionBar } from "./selection-bar";
import { SortableHead } from "./sortable-head";

interface KeysTableProps {
  keys: KeyRow[];
  /** The server's clock, Unix milliseconds. */
  nowMs: number;
  switchAction: SwitchKeysAction;
  removeAction: RemoveKeyAction;
}

const loadDialog = async () => (await import("@/components/delete-key-dialog")).DeleteKeyDialog;
const NONE: RowSelectionState = {};

export function KeysTable({ keys, nowMs, switchAction, removeAction }: KeysTableProps) {
  const router = useRouter();
  const { startTransition } = useKeysTransition();
  const [search, setSearch] = useQueryStates(keysSearchParams, { shallow: false, startTransition });
  const { keys: shown, switchKeys } = useKeysSwitch(keys, switchAction);
  const [rowSelection, setRowSelection] = useState(NONE);
  const [deleting, setDeleting] = useState<KeyRow | null>(null);
  const [DeleteKeyDialog, wantDialog] = useLazily(loadDialog);

  const data = useMemo(
    () =>
      shown.map((key): ShownKey => ({
        key,
        nowMs,
        onSwitch: () => switchKeys([key.id], !key.active, key.alias),
        onDelete: () => {
          wantDialog();
          setDeleting(key);
        },
      })),
    // switchKeys is made anew with each render and always does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shown, nowMs, wantDialog],
  );
  const sorting: SortingState = [{ id: search.sort, desc: search.order === "desc" }];
  const table = useTable({
    features: keyTableFeatures,
    columns: keyColumns,
    data,
    getRowId: (row) => row.key.id,
    manualSorting: true,
    enableSortingRemoval: false,
    state: {
      sorting,
      rowSelection,
      columnVisibility: Object.fromEntries(search.hide.map((column) => [column, false])),
    },
    onRowSelectionChange: setRowSelection,
    onSortingChange: (update) => {
      const [first] = typeof update === "function" ? update(sorting) : update;
      const sort = first && SORTABLE[first.id];
      void setSearch({ sort: sort ?? null, order: first?.desc ? "desc" : "asc", page: 1 });
    },
  });
  // What was selected on another page of the list is not to be switched unseen.
  const selected = shown.filter((key) => rowSelection[key.id]);

  return (
    <>
      <Table
        // Columns that were asked for may need more room than there is.
        stickyHead={search.show.length === 0}
        label="API keys"
        frameClassName={search.show.length > 0 ? SHADE : undefined}
        className="max-md:block"
      >
        <TableHeader className="max-md:sr-only">
          {table.getHeaderGroups().map((group) => (
            <TableRow key={group.id}>
              {group.headers.map((header) => (
                <SortableHead
                  key={header.id}
                  sorted={header.column.getIsSorted()}
                  onSort={SORTABLE[header.id] ? header.column.getToggleSortingHandler() : undefined}
                  className={headStyle(header.id, search.show)}
                >
                  <table.FlexRender header={header} />
                </SortableHead>
              ))}
            </TableRow>
          ))}
        </TableHeader>
        <TableBody className="max-md:block">
          {table.getRowModel().rows.map((row) => (
            <TableRow
              key={row.id}
              aria-selected={row.getIsSelected()}
              className="relative transition-colors duration-150 hover:bg-surface-2/60 aria-selected:bg-accent-soft/60 max-md:grid max-md:h-auto max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:items-center"
            >
              {row.getVisibleCells().map((cell) => (
                <TableCell key={cell.id} className={cellStyle(cell.column.id, search.show)}>
                  <table.FlexRender cell={cell} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <SelectionBar
        selected={selected}
        onSwitch={(ids, active, name) => {
          switchKeys(ids, active, name);
          setRowSelection(NONE);
        }}
        onClear={() => setRowSelection(NONE)}
      />
      {DeleteKeyDialog && (
        <DeleteKeyDialog
          keyView={deleting}
          removeAction={removeAction}
          onDeactivate={() => deleting && switchKeys([deleting.id], false, deleting.alias)}
          onClose={() => setDeleting(null)}
          onDeleted={() => router.refresh()}
        />
      )}
    </>
  );
}
