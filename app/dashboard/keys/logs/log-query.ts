import type { ExportFormat } from "@/lib/requests/reading/export";
import { readLogFilter, type SearchParams } from "@/lib/requests/schema";
import { EXPORT_PATH, LOGS_PATH } from "./log-params";

/**
 * The filters of a URL as a query string, without the page's place and what is open; what makes no
 * sense there is left out, as it is of the search.
 */
export function filterQuery(params: SearchParams): string {
  const query = new URLSearchParams();
  for (const field of Object.keys(readLogFilter(params).filter)) {
    const given = params[field];
    query.set(field, (Array.isArray(given) ? given[0] : given) ?? "");
  }
  return query.toString();
}

/** Another page of the same question. */
export function pageHref(params: SearchParams, cursor: string): string {
  const query = new URLSearchParams(filterQuery(params));
  query.set("cursor", cursor);
  return `${LOGS_PATH}?${query}`;
}

/** The download of everything that the filters find. */
export function exportHref(params: SearchParams, format: ExportFormat): string {
  const query = new URLSearchParams(filterQuery(params));
  query.set("format", format);
  return `${EXPORT_PATH}?${query}`;
}
