"use client";

import { useEffect, useState } from "react";
import { useFormContext, useWatch } from "react-hook-form";
import { askServer } from "@/components/ask-server";
import { cn } from "@/components/ui/cn";
import type { ActionResult } from "@/lib/actions/result";
import { whatIfWords } from "@/lib/format/what-if";
import type { WhatIfAnswer } from "@/lib/format/what-if";
import { type CreateKeyInput, Quota, type WhatIf } from "@/lib/keys/schema";

import type { QuotaField } from "./quota-fields";

const PAUSE_MS = 400;

export type WhatIfAction = (input: WhatIf) => Promise<ActionResult<WhatIfAnswer>>;

interface QuotaWhatIfProps {
  /** The key whose past the quota is tried on. */
  id: string;
  field: QuotaField;
  action: WhatIfAction;
}

/** Says what a quota would have done, a moment after it was typed and before it is saved. */
export function QuotaWhatIf({ id, field: { quota, name }, action }: QuotaWhatIfProps) {
  const { dirtyFields } = useFormContext<CreateKeyInput>().formState;
  const parsed = Quota.safeParse(useWatch<CreateKeyInput>({ name }));
  const limit = dirtyFields[name] && parsed.success ? parsed.data : null;
  const [told, setTold] = useState<Told | null>(null);

  useEffect(() => {
    if (limit === null) return;
    let isWanted = true;
    async function ask(limit: number) {
      const result = await askServer(action, { id, quota, limit });
      // What was typed since is asked about by itself.
      if (isWanted) setTold({ limit, answer: result.ok ? result.data : null });
    }
    const timer = setTimeout(() => void ask(limit), PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [id, quota, limit, action]);

  const { tone, words } = wordsOf(told?.limit === limit ? told : null);
  return (
    <p
      role="status"
      className={cn("text-[13px] text-pretty text-muted", tone === "warn" && "text-warn")}
    >
      {limit !== null && words}
    </p>
  );
}

interface Told {
  limit: number;
  /** Null where the server could not say. */
  answer: WhatIfAnswer | null;
}

function wordsOf(told: Told | null) {
  if (!told) return { tone: "ok", words: "Trying it on the past…" };
  if (!told.answer) return { tone: "ok", words: "It could not be tried on the past." };
  return whatIfWords(told.answer);
}
