"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useFollowedValue } from "./use-followed-value";

interface TextFilterProps {
  label: string;
  placeholder?: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** Takes effect on Enter or when it is left: a search for each letter would help nobody. */
export function TextFilter({ label, placeholder, value, onChange }: TextFilterProps) {
  const input = useFollowedValue(value ?? "");
  return (
    <form
      className="w-[calc(50%-6px)] sm:w-44"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new FormData(event.currentTarget).get("value");
        onChange(typeof typed === "string" && typed.trim() !== "" ? typed.trim() : null);
      }}
    >
      <Field label={label}>
        <Input
          ref={input}
          name="value"
          defaultValue={value ?? ""}
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          onBlur={(event) => {
            if (event.target.value.trim() !== (value ?? "")) event.target.form?.requestSubmit();
          }}
        />
      </Field>
    </form>
  );
}
