"use client";

import { startTransition, useOptimistic } from "react";
import { askServer } from "@/components/ask-server";
import { toast } from "@/components/toast";
import type { ActionResult } from "@/lib/actions/result";
import type { KeyView } from "@/lib/keys/list";
import type { UpdateKey } from "@/lib/keys/schema";

export type UpdateKeyAction = (input: UpdateKey) => Promise<ActionResult<KeyView>>;

interface Switched {
  id: string;
  active: boolean;
}

/**
 * Keys that are switched on and off at once on the screen. The answer brings what is true; where
 * it is a refusal, the switch goes back and a message says why.
 */
export function useKeySwitch<K extends KeyView>(keys: K[], updateAction: UpdateKeyAction) {
  const [shown, show] = useOptimistic(keys, (current, { id, active }: Switched) =>
    current.map((key) => (key.id === id ? { ...key, active, deactivateAt: null } : key)),
  );

  function setActive(key: Pick<KeyView, "id" | "alias">, active: boolean) {
    startTransition(async () => {
      show({ id: key.id, active });
      const result = await askServer(updateAction, { id: key.id, active });
      if (!result.ok) return void toast.error(result.message);
      if (active) return void toast.success(`${key.alias} is active again`);
      toast.success(`${key.alias} is inactive: its requests are rejected from now on`, {
        action: { label: "Undo", onClick: () => setActive(key, true) },
      });
    });
  }

  return { keys: shown, setActive };
}
