"use client";

import {
  columnVisibilityFeature,
  createColumnHelper,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { QuotaGauge } from "@/components/quota-gauge";
import { MenuButton } from "@/components/ui/menu-button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sparkline } from "@/components/ui/sparkline";
import { StatusBadge } from "@/components/ui/status-badge";
import type { KeySort } from "@/lib/format/key-search";
import { statusWords } from "@/lib/format/key-status";
import { maskedKey } from "@/lib/credentials/key-format";
import type { KeyView } from "@/lib/keys/list";
import { RowCheckbox } from "./row-checkbox";

export interface KeyRow extends KeyView {
  /** Requests of the last 24 hours, by the hour. */
  byHour: number[];
}

/** What a row is shown with besides its own figures. */
export interface ShownKey {
  key: KeyRow;
  /** The server's clock, Unix milliseconds: what "expires in 6 d" is told from. */
  nowMs: number;
  onSwitch: () => void;
  onDelete: () => void;
}

export const keyTableFeatures = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
});
const helper = createColumnHelper<typeof keyTableFeatures, ShownKey>();

const loadKeyMenu = async () => (await import("./key-menu")).KeyMenu;

/** The columns that the list can be sorted by, and what the search calls them. */
export const SORTABLE: Record<string, KeySort> = {
  alias: "alias",
  category: "category",
  status: "status",
  day: "day",
  lastUsed: "lastUsed",
  expires: "expires",
};

export const keyColumns = helper.columns([
  helper.display({
    id: "select",
    header: ({ table }) => (
      <RowCheckbox
        label="Select all keys on this page"
        checked={table.getIsAllRowsSelected()}
        mixed={table.getIsSomeRowsSelected()}
        onChange={(checked) => table.toggleAllRowsSelected(checked)}
      />
    ),
    cell: ({ row }) => (
      <RowCheckbox
        label={`Select ${row.original.key.alias}`}
        checked={row.getIsSelected()}
        onChange={(checked) => row.toggleSelected(checked)}
      />
    ),
  }),
  helper.accessor((row) => row.key.alias, {
    id: "alias",
    header: "Alias",
    cell: ({ row: { original } }) => <AliasLink keyView={original.key} />,
  }),
  helper.display({
    id: "masked",
    header: "Key",
    cell: ({ row: { original } }) => maskedKey(original.key),
  }),
  helper.accessor((row) => row.key.category, {
    id: "category",
    header: "Category",
    cell: ({ row: { original } }) => (
      <span className="block truncate" title={original.key.category}>
        {original.key.category}
      </span>
    ),
  }),
  helper.accessor((row) => statusWords(row.key, row.nowMs).words, {
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
  helper.accessor((row) => row.key.byHour.reduce((sum, requests) => sum + requests, 0), {
    id: "day",
    header: "24 h",
    cell: ({ row: { original } }) => (
      <Sparkline counts={original.key.byHour} label="Requests in the last 24 hours" />
    ),
  }),
  helper.accessor((row) => row.key.lastUsedAt, {
    id: "lastUsed",
    header: "Last used",
    cell: ({ row: { original } }) => <Moment at={original.key.lastUsedAt} />,
  }),
  helper.accessor((row) => row.key.expiresAt, {
    id: "expires",
    header: "Expires",
    cell: ({ row: { original } }) => <Moment at={original.key.expiresAt} />,
  }),
  helper.display({
    id: "actions",
    header: () => <span className="sr-only">What can be done</span>,
    cell: ({ row: { original } }) => (
      <MenuButton
        variant="ghost"
        size="icon-sm"
        aria-label="Actions"
        aria-describedby={linkId(original.key)}
        subject={original}
        load={loadKeyMenu}
      >
        <MoreHorizontal aria-hidden />
      </MenuButton>
    ),
  }),
]);

const linkId = (key: KeyRow) => `key-${key.id}`;

function AliasLink({ keyView }: { keyView: KeyRow }) {
  return (
    <Link
      id={linkId(keyView)}
      href={`/dashboard/keys/${keyView.id}`}
      // Twenty-five pages fetched ahead for the one that is opened would be a waste.
      prefetch={false}
      title={keyView.alias}
      // The link's area is the whole row.
      className="block truncate font-medium after:absolute after:inset-0 hover:underline"
    >
      {keyView.alias}
    </Link>
  );
}

/** A moment on which the pointer can rest, above the row's link, to read it exactly. */
function Moment({ at }: { at: Date | null }) {
  if (at === null) return <span className="text-muted">never</span>;
  return <RelativeTime at={at} className="pointer-events-auto relative z-[1]" />;
}
