"use client";

import { useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { useTimeZone } from "@/components/reader/reader";
import { Button } from "@/components/ui/button";
import { ERRORS } from "@/lib/errors";
import { formatExact } from "@/lib/format/time";
import { isBackwards } from "@/lib/requests/schema";
import type { LogFilterChoices } from "@/lib/requests/reading/search";
import { ChoiceFilter } from "./choice-filter";
import { FilterChips } from "./filter-chips";
import { KeyFilter } from "./key-filter";
import { FILTER_NAMES, type FilterParam, LOG_PARAMS, MORE_FILTERS } from "./log-params";
import { MomentFilter } from "./moment-filter";
import { TextFilter } from "./text-filter";

const STATUSES = [
  { value: "2xx", label: "2xx, answered" },
  { value: "3xx", label: "3xx, redirected" },
  { value: "4xx", label: "4xx, refused or not found" },
  { value: "5xx", label: "5xx, failed" },
  ...["200", "400", "401", "404", "429", "500", "502", "503"].map(plain),
];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].map(plain);
const CODES = Object.keys(ERRORS).map(plain);
const TIMES = [
  { value: "15m", label: "Last 15 minutes" },
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "Last 24 hours" },
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
];

function plain(value: string) {
  return { value, label: value };
}

const momentOf = (text: string | null) => (text ? new Date(text) : undefined);

/** The log's filters. The URL holds them, so that a view can be shared and come back to. */
export function LogFilters({ choices }: { choices: LogFilterChoices }) {
  const [pending, startTransition] = useTransition();
  const [values, setValues] = useQueryStates(LOG_PARAMS, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const timeZone = useTimeZone();
  const [showsMore, setShowsMore] = useState(() => MORE_FILTERS.some((name) => values[name]));

  // Another question begins at its own first page. A span up to now and fixed ends exclude each
  // other, and what is live has no end.
  const set = (name: FilterParam) => (value: string | null) =>
    void setValues({
      ...(value !== null && name === "last" && { from: null, to: null }),
      ...(value !== null && (name === "from" || name === "to") && { last: null }),
      ...(value !== null && name === "to" && { live: null }),
      [name]: value,
      cursor: null,
    });
  const bind = (name: FilterParam) => ({ value: values[name], onChange: set(name) });
  const ends = { from: momentOf(values.from), to: momentOf(values.to) };
  const alias = choices.named ?? values.key;

  const shownOf = (name: FilterParam, value: string): string => {
    if (name === "key") return alias ?? value;
    if (name === "last") return TIMES.find((time) => time.value === value)?.label ?? value;
    if (name !== "from" && name !== "to") return value;
    const at = new Date(value);
    return Number.isNaN(at.getTime()) ? value : formatExact(at, timeZone);
  };

  return (
    <search aria-label="Filters" aria-busy={pending} className="space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        {choices.hasMoreKeys ? (
          <KeyFilter keys={choices.keys} value={alias} onChange={set("key")} />
        ) : (
          <ChoiceFilter
            label="Key"
            options={choices.keys.map(plain)}
            value={alias}
            onChange={set("key")}
          />
        )}
        <ChoiceFilter
          label="Category"
          options={choices.categories.map(plain)}
          {...bind("category")}
        />
        <ChoiceFilter label="Status" options={STATUSES} {...bind("status")} />
        <ChoiceFilter label="When" options={TIMES} {...bind("last")} />
        <Button variant="ghost" aria-expanded={showsMore} onClick={() => setShowsMore(!showsMore)}>
          {showsMore ? "Fewer filters" : "More filters"}
        </Button>
      </div>
      {showsMore && (
        <div className="flex flex-wrap items-start gap-3">
          <ChoiceFilter label="Reason" options={CODES} {...bind("code")} />
          <ChoiceFilter label="Method" options={METHODS} {...bind("method")} />
          <TextFilter label="Path" placeholder="part of the path" {...bind("path")} />
          <TextFilter label="IP" placeholder="address or CIDR" {...bind("ip")} />
          <TextFilter label="Request id" {...bind("request")} />
          <MomentFilter label="From" {...bind("from")} />
          <MomentFilter
            label="To"
            error={isBackwards(ends) ? "Choose a moment after “From”." : undefined}
            {...bind("to")}
          />
        </div>
      )}
      <FilterChips
        set={FILTER_NAMES.flatMap((param) => {
          const value = values[param];
          return value ? [{ param, shown: shownOf(param, value) }] : [];
        })}
        onClear={(param) => set(param)(null)}
        onClearAll={() =>
          void setValues({
            ...Object.fromEntries(FILTER_NAMES.map((name) => [name, null])),
            cursor: null,
          })
        }
      />
    </search>
  );
}
