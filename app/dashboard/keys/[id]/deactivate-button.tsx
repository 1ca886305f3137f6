"use client";

import { Power } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { type UpdateKeyAction, useKeySwitch } from "@/components/use-key-switch";
import type { KeyView } from "@/lib/keys/list";

interface DeactivateButtonProps {
  keyView: KeyView;
  updateAction: UpdateKeyAction;
}

/** At once and without a question: it is what one looks for when a key has leaked, and it has an undo. */
export function DeactivateButton({ keyView, updateAction }: DeactivateButtonProps) {
  const only = useMemo(() => [keyView], [keyView]);
  const { keys, setActive } = useKeySwitch(only, updateAction);
  const shown = keys[0] ?? keyView;
  return (
    <Button pending={!shown.active} onClick={() => setActive(shown, false)}>
      <Power aria-hidden /> Deactivate
    </Button>
  );
}
