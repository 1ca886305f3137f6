"use client";

import { Power, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { DeleteKeyDialog, type RemoveKeyAction } from "@/components/delete-key-dialog";
import { Button } from "@/components/ui/button";
import { type UpdateKeyAction, useKeySwitch } from "@/components/use-key-switch";
import type { KeyView } from "@/lib/keys/list";

interface KeyButtonsProps {
  keyView: KeyView;
  updateAction: UpdateKeyAction;
  removeAction: RemoveKeyAction;
}

export function KeyButtons({ keyView, updateAction, removeAction }: KeyButtonsProps) {
  const router = useRouter();
  const only = useMemo(() => [keyView], [keyView]);
  const { keys, setActive } = useKeySwitch(only, updateAction);
  const [isDeleting, setDeleting] = useState(false);
  const shown = keys[0] ?? keyView;
  return (
    <>
      <Button onClick={() => setActive(shown, !shown.active)}>
        <Power aria-hidden /> {shown.active ? "Deactivate" : "Reactivate"}
      </Button>
      <Button onClick={() => setDeleting(true)}>
        <Trash2 aria-hidden /> Delete
      </Button>
      <DeleteKeyDialog
        keyView={isDeleting ? shown : null}
        removeAction={removeAction}
        onDeactivate={() => setActive(shown, false)}
        onClose={() => setDeleting(false)}
        onDeleted={() => router.push("/dashboard/keys")}
      />
    </>
  );
}
