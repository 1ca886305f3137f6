"use client";

import { useCallback, useEffect, useRef, useState, useTransition } from "react";
import { askServer } from "@/components/ask-server";
import type { ActionResult } from "@/lib/actions/result";
import type { FoundKey } from "@/lib/keys/find";

export type FindKeysAction = (input: { q: string }) => Promise<ActionResult<FoundKey[]>>;

const TYPING_MS = 150;

/** Keys by alias, found on the server while somebody types; the answer to the last letter counts. */
export function useKeyFinder(findKeysAction: FindKeysAction) {
  const [found, setFound] = useState<{ keys: FoundKey[]; failed: boolean } | null>(null);
  const [isPending, startTransition] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef(0);

  const find = useCallback(
    (q: string, afterMs = TYPING_MS) => {
      clearTimeout(timer.current);
      const turn = ++asked.current;
      timer.current = setTimeout(
        () =>
          startTransition(async () => {
            const result = await askServer(findKeysAction, { q });
            if (turn !== asked.current) return;
            startTransition(() =>
              setFound({ keys: result.ok ? result.data : [], failed: !result.ok }),
            );
          }),
        afterMs,
      );
    },
    [findKeysAction],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  return { found, isPending, find };
}
