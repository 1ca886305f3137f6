import { COLUMNS, type RowOf } from "./columns";
import { RowFormat } from "./row-format";

/** One request as it is journaled and logged. */
export type RequestRow = RowOf<(typeof COLUMNS)[number]>;

/** How this program writes rows, and reads those of older ones. */
export const ROWS = new RowFormat(COLUMNS);
