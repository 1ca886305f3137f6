"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { DeleteKeyDialog, type RemoveKeyAction } from "@/components/delete-key-dialog";
import { Button } from "@/components/ui/button";
import { type UpdateKeyAction, useKeySwitch } from "@/components/use-key-switch";
import type { KeyView } from "@/lib/keys/list";

interface DeleteButtonProps {
  keyView: KeyView;
  updateAction: UpdateKeyAction;
  removeAction: RemoveKeyAction;
}

export function DeleteButton({ keyView, updateAction, removeAction }: DeleteButtonProps) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const { setActive } = useKeySwitch([keyView], updateAction);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Trash2 aria-hidden /> Delete
      </Button>
      <DeleteKeyDialog
        keyView={isOpen ? keyView : null}
        removeAction={removeAction}
        onDeactivate={() => setActive(keyView, false)}
        onClose={() => setOpen(false)}
        onDeleted={() => router.push("/dashboard/keys")}
      />
    </>
  );
}
