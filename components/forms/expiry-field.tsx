"use client";

import { Controller, useFormContext } from "react-hook-form";
import { useTimeZone } from "@/components/reader/reader";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ExactTime } from "@/components/ui/relative-time";
import { useIsBrowser } from "@/components/ui/use-is-browser";
import { endOfDay, endOfDayAhead, toDayText } from "@/lib/format/day";
import { formatExact } from "@/lib/format/time";
import type { CreateKeyInput } from "@/lib/keys/schema";

const PRESETS = [
  { label: "7 days", days: 7 },
  { label: "30 days", days: 30 },
  { label: "90 days", days: 90 },
  { label: "1 year", days: 365 },
];

/**
 * A date, which means the end of that day in the browser's zone. The form holds the moment, so
 * that one which was set to the second elsewhere is kept until another day is chosen.
 */
export function ExpiryField() {
  const { control, setValue, formState } = useFormContext<CreateKeyInput>();
  const isBrowser = useIsBrowser();
  const timeZone = useTimeZone();
  // What is chosen is read in the browser's zone, also where the server does not know that one.
  const dayOf = (at: Date) => (isBrowser ? toDayText(at) : formatExact(at, timeZone).slice(0, 10));
  const choose = (chosen: Date | null) =>
    setValue("expiresAt", chosen, { shouldDirty: true, shouldValidate: formState.isSubmitted });
  return (
    <div className="flex flex-col gap-2">
      <Controller
        control={control}
        name="expiresAt"
        render={({ field: { value, ...field }, fieldState }) => (
          <Field
            label="Expires"
            error={fieldState.error?.message}
            hint={<ExpiryHint moment={value instanceof Date ? value : null} />}
          >
            <Input
              {...field}
              type="date"
              max="9999-12-31"
              value={value instanceof Date ? dayOf(value) : ""}
              onChange={(event) => choose(endOfDay(event.target.value))}
              className="max-w-52"
            />
          </Field>
        )}
      />
      <div role="group" aria-label="Presets" className="flex flex-wrap gap-1.5">
        {PRESETS.map(({ label, days }) => (
          <Button key={days} size="sm" onClick={() => choose(endOfDayAhead(Date.now(), days))}>
            {label}
          </Button>
        ))}
        <Button size="sm" variant="ghost" onClick={() => choose(null)}>
          Never
        </Button>
      </div>
    </div>
  );
}

function ExpiryHint({ moment }: { moment: Date | null }) {
  if (!moment) return "Empty: never. A date means the end of that day in your time zone.";
  return (
    <>
      Works until <ExactTime at={moment} />.
    </>
  );
}
