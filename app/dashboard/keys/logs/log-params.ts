import { parseAsString } from "nuqs/server";

const text = parseAsString;

/** What the log's URL can hold: first what is asked, and below where the reader is in it. */
export const FILTER_PARAMS = {
  key: text,
  category: text,
  status: text,
  code: text,
  method: text,
  path: text,
  ip: text,
  last: text,
  from: text,
  to: text,
  request: text,
};
export type FilterParam = keyof typeof FILTER_PARAMS;
export const FILTER_NAMES = Object.keys(FILTER_PARAMS) as FilterParam[];

/** Those that lie behind "More filters" until one of them is set. */
export const MORE_FILTERS: FilterParam[] = [
  "code",
  "method",
  "path",
  "ip",
  "from",
  "to",
  "request",
];

export const LOG_PARAMS = {
  ...FILTER_PARAMS,
  /** The page's place. */
  cursor: text,
  /** "1": new rows show up as they come. */
  live: text,
};

/** The request that is open in the sheet; apart from the others, since the server need not know. */
export const OPEN_PARAM = "open";

export const LOGS_PATH = "/dashboard/keys/logs";
export const TAIL_PATH = `${LOGS_PATH}/tail`;
export const EXPORT_PATH = `${LOGS_PATH}/export`;
export const KEY_NAMES_PATH = `${LOGS_PATH}/key-names`;
