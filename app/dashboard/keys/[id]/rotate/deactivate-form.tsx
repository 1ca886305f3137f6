"use client";

import { useState, useTransition } from "react";
import { askServer } from "@/components/ask-server";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { toMomentText, wholeMinuteAhead } from "@/lib/format/day";
import type { UpdateKeyAction } from "@/components/use-key-switch";
import type { UpdateKey } from "@/lib/keys/schema";

interface DeactivateFormProps {
  id: string;
  updateAction: UpdateKeyAction;
}

export function DeactivateForm({ id, updateAction }: DeactivateFormProps) {
  const [moment, setMoment] = useState("");
  const [refusal, setRefusal] = useState<{ field?: string; message: string } | null>(null);
  const [isPending, startTransition] = useTransition();

  const send = (change: Omit<UpdateKey, "id">) =>
    startTransition(async () => {
      const result = await askServer(updateAction, { id, ...change });
      if (result.ok) return setRefusal(null);
      const ofField = result.fieldErrors?.deactivateAt;
      setRefusal({ field: ofField, message: result.message });
    });

  function schedule() {
    // A moment without a zone is read in the browser's.
    const at = new Date(moment);
    if (Number.isNaN(at.getTime())) {
      setRefusal({ field: "Enter a date and a time.", message: "" });
    } else {
      send({ deactivateAt: at });
    }
  }

  return (
    <div className="space-y-4">
      {refusal && !refusal.field && (
        <Notice tone="bad" role="alert">
          {refusal.message}
        </Notice>
      )}
      <Button variant="danger" pending={isPending} onClick={() => send({ active: false })}>
        Deactivate the old key
      </Button>
      <div className="space-y-2">
        <div className="flex flex-wrap items-start gap-x-2 gap-y-3">
          <Field
            label="Or at a set moment"
            hint="In your time zone."
            error={refusal?.field}
            className="w-60"
          >
            <Input
              type="datetime-local"
              value={moment}
              onChange={(event) => setMoment(event.target.value)}
            />
          </Field>
          <Button pending={isPending} onClick={schedule} className="sm:mt-6">
            Set the moment
          </Button>
        </div>
        <div role="group" aria-label="Moments" className="flex flex-wrap gap-1.5">
          {MOMENTS.map(({ label, hours }) => (
            <Button
              key={label}
              size="sm"
              onClick={() => setMoment(toMomentText(wholeMinuteAhead(Date.now(), hours * HOUR_MS)))}
            >
              {label}
            </Button>
          ))}
        </div>
      </div>
    </div>
  );
}

const HOUR_MS = 3_600_000;
const MOMENTS = [
  { label: "In an hour", hours: 1 },
  { label: "In a day", hours: 24 },
  { label: "In a week", hours: 7 * 24 },
];
