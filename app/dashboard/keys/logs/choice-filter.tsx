"use client";

import { Field } from "@/components/ui/field";
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from "@/components/ui/select";
import { FILTER_WIDTH } from "./filter-width";

// Select takes no empty value; a space cannot be an alias, which is trimmed.
const ANY = " ";

interface ChoiceFilterProps {
  label: string;
  options: Array<{ value: string; label: string }>;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** One of a few values, or any. What the URL asks for beyond the few is offered as well. */
export function ChoiceFilter({ label, options, value, onChange }: ChoiceFilterProps) {
  const isListed = value === null || options.some((option) => option.value === value);
  const shown = isListed ? options : [{ value, label: value }, ...options];
  return (
    <Field label={label} className={FILTER_WIDTH}>
      <Select value={value || ANY} onValueChange={(next) => onChange(next === ANY ? null : next)}>
        <SelectTrigger>
          {/* Said here, so that the server can say it too. */}
          <SelectValue>
            {shown.find((option) => option.value === value)?.label ?? "Any"}
          </SelectValue>
        </SelectTrigger>
        <SelectContent>
          <SelectItem value={ANY}>Any</SelectItem>
          {shown.map((option) => (
            <SelectItem key={option.value} value={option.value || ANY}>
              {option.label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  );
}
