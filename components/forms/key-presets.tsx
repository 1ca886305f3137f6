"use client";

import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { endOfDayAhead } from "@/lib/format/day";
import type { CreateKeyInput } from "@/lib/keys/schema";
import { byQuotaField, type QuotaField } from "@/lib/quota-windows";

interface Preset {
  name: string;
  /** What it is for and what it sets, in one line. */
  words: string;
  category: string;
  expiresInDays: number | null;
  quotas?: Partial<Record<QuotaField, string>>;
}

const PRESETS: Preset[] = [
  {
    name: "Live service",
    words: "Production, without expiry or quota: nothing stops it but you.",
    category: "production",
    expiresInDays: null,
  },
  {
    name: "Build and test",
    words: "Staging, for 90 days, at most 10,000 requests in any 24 hours.",
    category: "staging",
    expiresInDays: 90,
    quotas: { quotaDaily: "10000" },
  },
  {
    name: "Trying out",
    words: "Development, for 7 days, 1,000 requests in all.",
    category: "development",
    expiresInDays: 7,
    quotas: { quotaTotal: "1000" },
  },
  {
    name: "Partner",
    words: "For somebody else's system: a year, at most 100,000 requests in any 30 days.",
    category: "partner",
    expiresInDays: 365,
    quotas: { quotaMonthly: "100000" },
  },
];

const NO_QUOTAS = byQuotaField(() => "");

/** Fills in the whole form but the alias; each field can be changed afterwards. */
export function KeyPresets() {
  const { setValue } = useFormContext<CreateKeyInput>();
  const [chosen, setChosen] = useState<Preset | null>(null);

  function choose(preset: Preset, nowMs: number) {
    setChosen(preset);
    const days = preset.expiresInDays;
    const values = {
      category: preset.category,
      expiresAt: days === null ? null : endOfDayAhead(nowMs, days),
      ...NO_QUOTAS,
      ...preset.quotas,
    };
    for (const [name, value] of Object.entries(values)) {
      setValue(name as keyof typeof values, value, { shouldDirty: true, shouldValidate: true });
    }
  }

  return (
    <div className="space-y-2">
      <p id="presets" className="text-[13px] font-medium">
        Start from
      </p>
      <div role="group" aria-labelledby="presets" className="flex flex-wrap gap-1.5">
        {PRESETS.map((preset) => (
          <Button key={preset.name} size="sm" onClick={() => choose(preset, Date.now())}>
            {preset.name}
          </Button>
        ))}
      </div>
      <p role="status" className="text-[13px] text-pretty text-muted">
        {chosen?.words ?? "A preset fills in the fields below; each can be changed."}
      </p>
    </div>
  );
}
