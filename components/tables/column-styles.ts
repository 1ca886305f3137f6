/*
 * Where the list's columns show. The alias takes what the others leave and is cut short where that
 * is little, so that the table always fits; narrow windows leave columns out. A phone shows each
 * row as a card: checkbox, alias and menu above, status and last use below.
 */

const WIDE = "max-xl:hidden";
const WIDEST = "max-[1400px]:hidden";

export const CELL_STYLES: Record<string, string> = {
  select:
    "w-9 pr-0 max-md:col-start-1 max-md:row-span-2 max-md:row-start-1 max-md:self-start max-md:pt-4",
  alias: "max-md:col-start-2 max-md:row-start-1 max-md:pt-2 md:w-full md:max-w-0",
  masked: `${WIDEST} font-mono text-xs whitespace-nowrap text-muted`,
  category: `${WIDE} max-w-36 text-muted`,
  status: "whitespace-nowrap max-md:col-start-2 max-md:row-start-2 max-md:pb-2.5",
  tightest: "max-lg:hidden",
  day: WIDE,
  lastUsed:
    "text-right whitespace-nowrap max-md:col-start-3 max-md:row-start-2 max-md:pb-2.5 max-md:text-[13px]",
  expires: `${WIDEST} text-right whitespace-nowrap`,
  actions: "relative z-[1] w-12 text-right max-md:col-start-3 max-md:row-start-1 max-md:w-auto",
};

export const HEAD_STYLES: Record<string, string> = {
  select: "w-9 pr-0",
  masked: WIDEST,
  category: WIDE,
  tightest: "max-lg:hidden",
  day: WIDE,
  lastUsed: "text-right",
  expires: `${WIDEST} text-right`,
};
