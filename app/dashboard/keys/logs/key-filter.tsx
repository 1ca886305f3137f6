"use client";

import { useEffect, useId, useRef, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { FILTER_WIDTH } from "./filter-width";
import { KEY_NAMES_PATH } from "./log-params";

const TYPING_MS = 200;

interface KeyFilterProps {
  /** The first aliases; typing finds the others. */
  keys: string[];
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A key among thousands: typed, with aliases that fit to choose from. */
export function KeyFilter({ keys, value, onChange }: KeyFilterProps) {
  const listId = useId();
  const [offered, setOffered] = useState(keys);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  async function suggest(typed: string) {
    const answer = await fetch(`${KEY_NAMES_PATH}?${new URLSearchParams({ q: typed })}`);
    const found: unknown = answer.ok ? await answer.json() : null;
    // Without suggestions a whole alias can still be typed.
    if (Array.isArray(found)) setOffered(found.filter((name) => typeof name === "string"));
  }

  function submit(typed: string) {
    const next = typed.trim() || null;
    if (next !== value) onChange(next);
  }

  return (
    <form
      className={FILTER_WIDTH}
      onSubmit={(event) => {
        event.preventDefault();
        submit(String(new FormData(event.currentTarget).get("key")));
      }}
    >
      <Field label="Key">
        <Input
          // Begins anew when the URL changes elsewhere.
          key={value}
          name="key"
          list={listId}
          defaultValue={value ?? ""}
          placeholder="Any"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            const typed = event.target.value;
            // Chosen from the list rather than typed.
            if (offered.includes(typed)) return submit(typed);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => void suggest(typed).catch(() => {}), TYPING_MS);
          }}
          onBlur={(event) => submit(event.target.value)}
        />
      </Field>
      <datalist id={listId}>
        {offered.map((alias) => (
          <option key={alias} value={alias} />
        ))}
      </datalist>
    </form>
  );
}
