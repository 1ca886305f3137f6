"use client";

import { ArrowDown, ArrowUp, MoreHorizontal, Pencil, Power, RefreshCw, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { DeleteKeyDialog, type RemoveKeyAction } from "@/components/delete-key-dialog";
import { QuotaGauge } from "@/components/quota-gauge";
import { type UpdateKeyAction, useKeySwitch } from "@/components/use-key-switch";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sparkline } from "@/components/ui/sparkline";
import { StatusBadge } from "@/components/ui/status-badge";
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { statusWords } from "@/lib/format/key-status";
import { maskedKey } from "@/lib/keys/format";
import type { KeyView } from "@/lib/keys/list";
import type { KeySort } from "@/lib/keys/schema";
import { keysSearchParams } from "./keys-search-params";

export interface KeyRow extends KeyView {
  /** Requests of the last 24 hours, by the hour. */
  byHour: number[];
}

interface KeysTableProps {
  keys: KeyRow[];
  /** The server's clock, Unix milliseconds: what "expires in 6 d" is told from. */
  nowMs: number;
  updateAction: UpdateKeyAction;
  removeAction: RemoveKeyAction;
}

/** What a row is shown with besides its own figures. */
interface Shown {
  key: KeyRow;
  nowMs: number;
  onSwitch: () => void;
  onDelete: () => void;
}

const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature });
const helper = createColumnHelper<typeof features, Shown>();

const columns = helper.columns([
  helper.accessor((row) => row.key.alias, {
    id: "alias",
    header: "Alias",
    cell: ({ row: { original } }) => <AliasCell keyView={original.key} />,
  }),
  helper.accessor((row) => row.key.category, { id: "category", header: "Category" }),
  helper.display({
    id: "status",
    header: "Status",
    cell: ({ row: { original } }) => {
      const { tone, words } = statusWords(original.key, original.nowMs);
      return <StatusBadge tone={tone}>{words}</StatusBadge>;
    },
  }),
  helper.display({
    id: "tightest",
    header: "Tightest quota",
    cell: ({ row: { original } }) => <QuotaGauge keyView={original.key} />,
  }),
  helper.display({
    id: "day",
    header: "24 h",
    cell: ({ row: { original } }) => (
      <Sparkline counts={original.key.byHour} label="Requests in the last 24 hours" />
    ),
  }),
  helper.accessor((row) => row.key.lastUsedAt, {
    id: "lastUsed",
    header: "Last used",
    cell: ({ row: { original } }) =>
      original.key.lastUsedAt ? (
        <RelativeTime at={original.key.lastUsedAt} />
      ) : (
        <span className="text-muted">never</span>
      ),
  }),
  helper.display({
    id: "actions",
    header: () => <span className="sr-only">What can be done</span>,
    cell: ({ row: { original } }) => <ActionsMenu row={original} />,
  }),
]);

const SORTABLE: Record<string, KeySort> = {
  alias: "alias",
  category: "category",
  lastUsed: "lastUsed",
};

// The alias takes what the others leave and is cut short where that is little, so that the table
// always fits; narrow windows leave columns out. A phone shows each row as a card of four: alias
// and menu, status and last use.
const CELLS: Record<string, string> = {
  alias: "max-md:col-start-1 max-md:row-start-1 max-md:pt-2 md:w-full md:max-w-0",
  category: "max-xl:hidden max-w-36 truncate text-muted",
  status: "whitespace-nowrap max-md:col-start-1 max-md:row-start-2 max-md:pb-2.5",
  tightest: "max-lg:hidden",
  day: "max-xl:hidden",
  lastUsed:
    "text-right whitespace-nowrap max-md:col-start-2 max-md:row-start-2 max-md:pb-2.5 max-md:text-[13px]",
  actions: "relative z-[1] w-12 text-right max-md:col-start-2 max-md:row-start-1 max-md:w-auto",
};

const HEADS: Record<string, string> = {
  category: "max-xl:hidden",
  tightest: "max-lg:hidden",
  day: "max-xl:hidden",
  lastUsed: "text-right",
};

export function KeysTable({ keys, nowMs, updateAction, removeAction }: KeysTableProps) {
  const router = useRouter();
  const [search, setSearch] = useQueryStates(keysSearchParams, { shallow: false });
  const { keys: shown, setActive } = useKeySwitch(keys, updateAction);
  const [deleting, setDeleting] = useState<KeyRow | null>(null);

  const data = useMemo(
    () =>
      shown.map((key): Shown => ({
        key,
        nowMs,
        onSwitch: () => setActive(key, !key.active),
        onDelete: () => setDeleting(key),
      })),
    // setActive is made anew with each render and always does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [shown, nowMs],
  );
  const sorting: SortingState = [{ id: search.sort, desc: search.order === "desc" }];
  const table = useTable({
    features,
    columns,
    data,
    getRowId: (row) => row.key.id,
    manualSorting: true,
    enableSortingRemoval: false,
    state: {
      sorting,
      columnVisibility: Object.fromEntries(search.hide.map((column) => [column, false])),
    },
    onSortingChange: (update) => {
      const [first] = typeof update === "function" ? update(sorting) : update;
      const sort = first && SORTABLE[first.id];
      void setSearch({ sort: sort ?? null, order: first?.desc ? "desc" : "asc", page: 1 });
    },
  });

  return (
    <>
      <Table stickyHead className="max-md:block">
        <TableHeader className="max-md:sr-only">
          {table.getHeaderGroups().map((group) => (
            <TableRow key={group.id}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                return (
                  <TableHead
                    key={header.id}
                    aria-sort={sorted ? (sorted === "asc" ? "ascending" : "descending") : undefined}
                    className={HEADS[header.id]}
                  >
                    {SORTABLE[header.id] ? (
                      <button
                        type="button"
                        onClick={header.column.getToggleSortingHandler()}
                        className="inline-flex items-center gap-1 hover:text-foreground"
                      >
                        <table.FlexRender header={header} />
                        {sorted === "asc" && <ArrowUp aria-hidden className="size-3" />}
                        {sorted === "desc" && <ArrowDown aria-hidden className="size-3" />}
                      </button>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </TableHead>
                );
              })}
            </TableRow>
          ))}
        </TableHeader>
        <TableBody className="max-md:block">
          {table.getRowModel().rows.map((row) => (
            <TableRow
              key={row.id}
              className="relative transition-colors duration-150 hover:bg-surface-2/60 max-md:grid max-md:h-auto max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center"
            >
              {row.getVisibleCells().map((cell) => (
                <TableCell key={cell.id} className={CELLS[cell.column.id]}>
                  <table.FlexRender cell={cell} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <DeleteKeyDialog
        keyView={deleting}
        removeAction={removeAction}
        onDeactivate={() => deleting && setActive(deleting, false)}
        onClose={() => setDeleting(null)}
        onDeleted={() => router.refresh()}
      />
    </>
  );
}

function AliasCell({ keyView }: { keyView: KeyRow }) {
  return (
    <span className="flex min-w-0 items-baseline gap-2.5">
      <Link
        id={`key-${keyView.id}`}
        href={`/dashboard/keys/${keyView.id}`}
        // Twenty-five pages fetched ahead for the one that is opened would be a waste.
        prefetch={false}
        // The link's area is the whole row.
        className="truncate font-medium after:absolute after:inset-0 hover:underline"
      >
        {keyView.alias}
      </Link>
      <span className="font-mono text-xs whitespace-nowrap text-muted max-xl:hidden">
        {maskedKey(keyView)}
      </span>
    </span>
  );
}

function ActionsMenu({ row: { key, onSwitch, onDelete } }: { row: Shown }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Actions"
          aria-describedby={`key-${key.id}`}
        >
          <MoreHorizontal aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem asChild>
          <Link href={`/dashboard/keys/${key.id}`} prefetch={false}>
            <Pencil aria-hidden /> Edit
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <Link href={`/dashboard/keys/${key.id}/rotate`} prefetch={false}>
            <RefreshCw aria-hidden /> Rotate
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={onSwitch}>
          <Power aria-hidden /> {key.active ? "Deactivate" : "Reactivate"}
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem destructive onSelect={onDelete}>
          <Trash2 aria-hidden /> Delete
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
