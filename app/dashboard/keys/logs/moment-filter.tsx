"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useTimeZone } from "@/components/reader/reader";
import { useIsBrowser } from "@/components/ui/use-is-browser";
import { toMomentText } from "@/lib/format/day";
import { formatExact } from "@/lib/format/time";
import { useFollowedValue } from "./use-followed-value";

interface MomentFilterProps {
  label: string;
  /** ISO 8601. */
  value: string | null;
  /** What is wrong with it. */
  error?: string | undefined;
  onChange: (value: string | null) => void;
}

/**
 * A moment in the reader's zone; the URL holds it in UTC, so that it means the same to others. Takes effect on Enter or
 * when it is left.
 */
export function MomentFilter({ label, value, error, onChange }: MomentFilterProps) {
  const isBrowser = useIsBrowser();
  const timeZone = useTimeZone();
  const shown = value ? toMoment(new Date(value), isBrowser ? null : timeZone) : "";
  const input = useFollowedValue(shown);
  const take = (typed: string) => {
    if (typed === shown) return;
    const at = new Date(typed);
    onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
  };
  return (
    <Field label={label} error={error} className="w-full sm:w-52">
      <Input
        ref={input}
        type="datetime-local"
        defaultValue={shown}
        onBlur={(event) => take(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") take(event.currentTarget.value);
        }}
      />
    </Field>
  );
}

/**
 * What a datetime-local control takes; empty for what is no moment.
 * @param timeZone null: the browser's, in which the control is read
 */
function toMoment(at: Date, timeZone: string | null): string {
  if (Number.isNaN(at.getTime())) return "";
  if (timeZone === null) return toMomentText(at);
  return formatExact(at, timeZone).slice(0, 16).replace(" ", "T");
}
