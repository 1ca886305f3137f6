"use client";

import { parseAsString, useQueryStates } from "nuqs";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ERRORS } from "@/lib/errors";
import { ChoiceFilter } from "./choice-filter";
import { MomentFilter } from "./moment-filter";
import { TextFilter } from "./text-filter";

const text = parseAsString;
const PARAMS = {
  key: text,
  category: text,
  status: text,
  code: text,
  method: text,
  path: text,
  ip: text,
  from: text,
  to: text,
  request: text,
  cursor: text,
};
type Param = keyof typeof PARAMS;

const MORE: Param[] = ["code", "method", "path", "ip", "from", "to", "request"];

const STATUSES = [
  { value: "2xx", label: "2xx, answered" },
  { value: "3xx", label: "3xx, redirected" },
  { value: "4xx", label: "4xx, refused" },
  { value: "5xx", label: "5xx, failed" },
  ...["200", "400", "401", "404", "429", "500", "502", "503"].map(plain),
];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].map(plain);
const CODES = Object.keys(ERRORS).map(plain);

function plain(value: string) {
  return { value, label: value };
}

interface LogFiltersProps {
  choices: { keys: Array<{ id: string; alias: string }>; categories: string[] };
}

/** The log's filters. The URL holds them, so that a view can be shared and come back to. */
export function LogFilters({ choices }: LogFiltersProps) {
  const [pending, startTransition] = useTransition();
  const [values, setValues] = useQueryStates(PARAMS, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const [showsMore, setShowsMore] = useState(() => MORE.some((name) => values[name]));
  const isFiltered = (Object.keys(PARAMS) as Param[]).some(
    (name) => name !== "cursor" && values[name],
  );

  // Another question begins at its own first page.
  const set = (name: Param) => (value: string | null) =>
    void setValues({ [name]: value, cursor: null });
  const bind = (name: Param) => ({ value: values[name], onChange: set(name) });

  const keys = choices.keys.map(({ alias }) => plain(alias));
  const named = choices.keys.find(({ id }) => id === values.key);

  return (
    <search aria-label="Filters" aria-busy={pending} className="space-y-3">
      <div className="flex flex-wrap items-end gap-3">
        <ChoiceFilter
          label="Key"
          options={keys}
          value={named?.alias ?? values.key}
          onChange={set("key")}
        />
        <ChoiceFilter
          label="Category"
          options={choices.categories.map(plain)}
          {...bind("category")}
        />
        <ChoiceFilter label="Status" options={STATUSES} {...bind("status")} />
        <Button variant="ghost" aria-expanded={showsMore} onClick={() => setShowsMore(!showsMore)}>
          {showsMore ? "Fewer filters" : "More filters"}
        </Button>
        {isFiltered && (
          <Button variant="ghost" onClick={() => void setValues(null)}>
            Clear filters
          </Button>
        )}
      </div>
      {showsMore && (
        <div className="flex flex-wrap items-end gap-3">
          <ChoiceFilter label="Reason" options={CODES} {...bind("code")} />
          <ChoiceFilter label="Method" options={METHODS} {...bind("method")} />
          <TextFilter label="Path" placeholder="part of the path" {...bind("path")} />
          <TextFilter label="IP" placeholder="address or CIDR" {...bind("ip")} />
          <MomentFilter label="From" {...bind("from")} />
          <MomentFilter label="To" {...bind("to")} />
          <TextFilter label="Request id" {...bind("request")} />
        </div>
      )}
    </search>
  );
}
