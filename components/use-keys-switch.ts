"use client";

import { startTransition, useOptimistic } from "react";
import { askServer } from "@/components/ask-server";
import { toast } from "@/components/toast";
import type { ActionResult } from "@/lib/actions/result";
import type { KeyView } from "@/lib/keys/list";
import type { SwitchKeys } from "@/lib/keys/schema";

export type SwitchKeysAction = (input: SwitchKeys) => Promise<ActionResult<{ changed: string[] }>>;

/**
 * Keys that are switched on and off at once on the screen, one or many. The answer brings what is
 * true; where it is a refusal, the switches go back and a message says why.
 */
export function useKeysSwitch<K extends KeyView>(keys: K[], switchAction: SwitchKeysAction) {
  const [shown, show] = useOptimistic(keys, (current, { ids, active }: SwitchKeys) =>
    current.map((key) => (ids.includes(key.id) ? { ...key, active } : key)),
  );

  /** @param name what the message calls them: an alias, or how many keys */
  function switchKeys(ids: string[], active: boolean, name: string) {
    startTransition(async () => {
      show({ ids, active });
      const result = await askServer(switchAction, { ids, active });
      if (!result.ok) return void toast.error(result.message);
      const { changed } = result.data;
      if (changed.length === 0) return void toast.info("Nothing had to be changed.");
      toast.success(switchedWords(name, ids.length, active), {
        action: { label: "Undo", onClick: () => undo(changed, !active) },
      });
    });
  }

  function undo(ids: string[], active: boolean) {
    startTransition(async () => {
      show({ ids, active });
      const result = await askServer(switchAction, { ids, active });
      if (result.ok) toast.success("Undone.");
      else toast.error(result.message);
    });
  }

  return { keys: shown, switchKeys };
}

function switchedWords(name: string, count: number, active: boolean): string {
  const one = count === 1;
  if (active) return `${name} ${one ? "is" : "are"} active again`;
  return `${name} ${one ? "is" : "are"} inactive: ${one ? "its" : "their"} requests are rejected from now on`;
}
