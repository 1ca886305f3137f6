import {
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  createSerializer,
} from "nuqs/server";
import { KEY_SORTS, KEY_STATUSES } from "@/lib/format/key-search";

/** Columns that can be chosen. */
export const OPTIONAL_COLUMNS = [
  "masked",
  "category",
  "tightest",
  "day",
  "lastUsed",
  "expires",
] as const;
export type OptionalColumn = (typeof OPTIONAL_COLUMNS)[number];

const columns = () => parseAsArrayOf(parseAsStringLiteral(OPTIONAL_COLUMNS)).withDefault([]);

/** The state of the list of keys, all of which is in the URL; parsed here and nowhere else. */
export const keysSearchParams = {
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(KEY_STATUSES),
  category: parseAsString,
  sort: parseAsStringLiteral(KEY_SORTS).withDefault("created"),
  order: parseAsStringLiteral(["asc", "desc"]).withDefault("desc"),
  page: parseAsInteger.withDefault(1),
  /** Columns that are shown though the window is narrow, and those left out though it is wide. */
  show: columns(),
  hide: columns(),
};

/** Writes a state of the list as a query string. */
export const keysQuery = createSerializer(keysSearchParams);
