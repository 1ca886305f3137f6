"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useIsBrowser } from "@/components/ui/use-is-browser";

interface MomentFilterProps {
  label: string;
  /** ISO 8601. */
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A moment in the reader's zone; the URL holds it in UTC, so that it means the same to others. */
export function MomentFilter({ label, value, onChange }: MomentFilterProps) {
  const isBrowser = useIsBrowser();
  const shown = value && isBrowser ? toLocal(value) : "";
  return (
    <Field label={label} className="w-full sm:w-52">
      <Input
        key={shown}
        type="datetime-local"
        defaultValue={shown}
        onBlur={(event) => {
          const typed = event.target.value;
          if (typed === shown) return;
          const at = new Date(typed);
          onChange(Number.isNaN(at.getTime()) ? null : at.toISOString());
        }}
      />
    </Field>
  );
}

/** What a datetime-local control takes; empty for what is no moment. */
function toLocal(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
