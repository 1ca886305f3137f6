"use client";

import { StatusCode } from "@/components/status-code";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { cn } from "@/components/ui/cn";
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { formatCount, formatDuration } from "@/lib/format/number";
import type { LogEntry } from "@/lib/requests/schema";
import { LogCard } from "./log-card";
import { LogTime } from "./log-time";

// Filters, order and pages are the server's: the table adds nothing to the rows it is given.
const features = tableFeatures({});
const helper = createColumnHelper<typeof features, LogEntry>();

const columns = helper.columns([
  helper.accessor("at", { header: "Time", cell: (cell) => <LogTime at={cell.getValue()} /> }),
  helper.accessor("key", {
    header: "Key",
    cell: (cell) => <span className="block max-w-48 truncate">{cell.getValue()}</span>,
  }),
  helper.display({
    id: "endpoint",
    header: "Endpoint",
    cell: ({ row: { original: entry } }) => (
      <span
        className="block max-w-80 truncate font-mono text-[13px]"
        title={`${entry.method} ${entry.path}`}
      >
        <span className="text-muted">{entry.method}</span> {entry.path}
      </span>
    ),
  }),
  helper.accessor("status", {
    header: "Status",
    cell: (cell) => <StatusCode status={cell.getValue()} code={cell.row.original.code} />,
  }),
  helper.accessor("durationMs", {
    header: "Duration",
    cell: (cell) => formatDuration(cell.getValue()),
  }),
  helper.accessor("ip", { header: "IP", cell: (cell) => cell.getValue() ?? "–" }),
  helper.accessor("credits", {
    header: "Credits",
    cell: (cell) => formatCount(cell.getValue()),
  }),
]);

const FIGURES = "text-right font-mono text-[13px] tabular-nums";
const STYLES: Record<string, string> = {
  status: FIGURES,
  durationMs: cn(FIGURES, "whitespace-nowrap"),
  ip: "font-mono text-[13px]",
  credits: FIGURES,
};

interface LogTableProps {
  rows: LogEntry[];
  /** Ids of those that have just come. */
  fresh: ReadonlySet<string>;
  onOpen: (id: string) => void;
}

export function LogTable({ rows, fresh, onOpen }: LogTableProps) {
  const table = useTable({ features, columns, data: rows, getRowId: (row) => row.requestId });

  return (
    <>
      <div className="hidden md:block">
        <Table aria-label="Requests">
          <TableHeader>
            {table.getHeaderGroups().map((group) => (
              <TableRow key={group.id} className="h-9">
                {group.headers.map((header) => (
                  <TableHead
                    key={header.id}
                    className={STYLES[header.column.id]?.includes("text-right") ? "text-right" : ""}
                  >
                    <table.FlexRender header={header} />
                  </TableHead>
                ))}
              </TableRow>
            ))}
          </TableHeader>
          <TableBody>
            {table.getRowModel().rows.map((row) => (
              <TableRow
                key={row.id}
                className={cn(
                  "cursor-pointer hover:bg-surface-2",
                  fresh.has(row.id) && "bg-accent-soft",
                )}
                onClick={() => {
                  // Whoever marks an address to copy it does not want the sheet.
                  if (window.getSelection()?.isCollapsed !== false) onOpen(row.id);
                }}
              >
                {row.getAllCells().map((cell) => (
                  <TableCell key={cell.id} className={STYLES[cell.column.id]}>
                    {cell.column.id === "at" ? (
                      // The row's own way in for keyboards and screen readers.
                      <button
                        type="button"
                        aria-haspopup="dialog"
                        data-request={row.id}
                        className="rounded-sm"
                      >
                        <table.FlexRender cell={cell} />
                      </button>
                    ) : (
                      <table.FlexRender cell={cell} />
                    )}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      <ul className="space-y-2 md:hidden">
        {rows.map((entry) => (
          <li key={entry.requestId}>
            <LogCard
              entry={entry}
              isFresh={fresh.has(entry.requestId)}
              onOpen={() => onOpen(entry.requestId)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
