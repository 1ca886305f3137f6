import { cn } from "@/components/ui/cn";
import type { OptionalColumn } from "./keys-search-params";

/*
 * Where the list's columns show. The alias takes what the others leave and is cut short where that
 * is little; narrow windows leave columns out that nobody asked for, so that the table fits. A
 * phone shows each row as a card: checkbox, alias and menu above, status and last use below.
 */

const LARGE = "max-lg:hidden";
const WIDE = "max-xl:hidden";
const WIDEST = "max-[1400px]:hidden";
/** One that was asked for: everywhere but on a phone, and the table scrolls where it is too wide. */
const CHOSEN = "max-md:hidden";

const BY_WIDTH: Record<OptionalColumn, { from: string; style: string }> = {
  masked: { from: "1400px", style: WIDEST },
  category: { from: "80rem", style: WIDE },
  tightest: { from: "64rem", style: LARGE },
  day: { from: "80rem", style: WIDE },
  lastUsed: { from: "0px", style: "" },
  expires: { from: "1400px", style: WIDEST },
};

/** Whether the window shows a column of which nothing was said, as the styles have it. */
export const fits = (column: OptionalColumn) =>
  window.matchMedia(`(width >= ${BY_WIDTH[column].from})`).matches;

const CELLS: Record<string, string> = {
  select:
    "w-9 pr-0 max-md:col-start-1 max-md:row-span-2 max-md:row-start-1 max-md:self-start max-md:pt-4",
  alias: "max-md:col-start-2 max-md:row-start-1 max-md:pt-2 md:w-full md:max-w-0 md:min-w-44",
  masked: "font-mono text-xs whitespace-nowrap text-muted",
  category: "max-w-36 text-muted",
  status: "whitespace-nowrap max-md:col-start-2 max-md:row-start-2 max-md:pb-2.5",
  lastUsed:
    "text-right whitespace-nowrap max-md:col-start-3 max-md:row-start-2 max-md:pb-2.5 max-md:text-[13px]",
  expires: "text-right whitespace-nowrap",
  actions: "relative z-[1] w-12 text-right max-md:col-start-3 max-md:row-start-1 max-md:w-auto",
};

const HEADS: Record<string, string> = {
  select: "w-9 pr-0",
  lastUsed: "text-right",
  expires: "text-right",
};

const visibility = (column: string, chosen: readonly string[]) => {
  const style = BY_WIDTH[column as OptionalColumn]?.style;
  return style && chosen.includes(column) ? CHOSEN : style;
};

/** @param chosen the columns that were asked for */
export const cellStyle = (column: string, chosen: readonly string[]) =>
  cn(CELLS[column], visibility(column, chosen));

/** @param chosen the columns that were asked for */
export const headStyle = (column: string, chosen: readonly string[]) =>
  cn(HEADS[column], visibility(column, chosen));
