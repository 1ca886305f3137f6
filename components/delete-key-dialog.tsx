"use client";

import { useTransition } from "react";
import { toast } from "sonner";
import { askServer } from "./ask-server";
import type { ActionResult } from "@/lib/actions/result";
import type { KeyView } from "@/lib/keys/list";
import {
  AlertDialog,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogTitle,
} from "./ui/alert-dialog";
import { Button } from "./ui/button";
import { DialogFooter } from "./ui/dialog";

export type RemoveKeyAction = (input: {
  id: string;
}) => Promise<ActionResult<{ id: string; deleted: true }>>;

interface DeleteKeyDialogProps {
  /** Null keeps it shut. */
  keyView: Pick<KeyView, "id" | "alias" | "active" | "everUsed"> | null;
  removeAction: RemoveKeyAction;
  /** Offered instead, once a key has been used. */
  onDeactivate: () => void;
  onClose: () => void;
  onDeleted: () => void;
}

export function DeleteKeyDialog({ keyView, ...props }: DeleteKeyDialogProps) {
  return (
    <AlertDialog open={keyView !== null} onOpenChange={(open) => !open && props.onClose()}>
      {keyView && (
        <AlertDialogContent>
          {keyView.everUsed ? (
            <UsedKey keyView={keyView} {...props} />
          ) : (
            <UnusedKey keyView={keyView} {...props} />
          )}
        </AlertDialogContent>
      )}
    </AlertDialog>
  );
}

type BodyProps = DeleteKeyDialogProps & { keyView: NonNullable<DeleteKeyDialogProps["keyView"]> };

function UnusedKey({ keyView, removeAction, onClose, onDeleted }: BodyProps) {
  const [isPending, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      const result = await askServer(removeAction, { id: keyView.id });
      onClose();
      if (!result.ok) return void toast.error(result.message);
      toast.success(`${keyView.alias} is deleted`);
      onDeleted();
    });
  return (
    <>
      <AlertDialogTitle>Delete {keyView.alias}?</AlertDialogTitle>
      <AlertDialogDescription>
        It has never been used. Whoever holds it will be told that it is invalid. This cannot be
        undone.
      </AlertDialogDescription>
      <DialogFooter>
        <AlertDialogCancel asChild>
          <Button>Cancel</Button>
        </AlertDialogCancel>
        <Button variant="danger" pending={isPending} onClick={remove}>
          Delete
        </Button>
      </DialogFooter>
    </>
  );
}

function UsedKey({ keyView, onClose, onDeactivate }: BodyProps) {
  return (
    <>
      <AlertDialogTitle>{keyView.alias} stays</AlertDialogTitle>
      <AlertDialogDescription>
        This key has been used, so it cannot be deleted. Deactivate it instead. Its requests are
        then rejected at once, its log entries stay, and you can reactivate it.
      </AlertDialogDescription>
      <DialogFooter>
        <AlertDialogCancel asChild>
          <Button>Close</Button>
        </AlertDialogCancel>
        {keyView.active && (
          <Button
            variant="danger"
            onClick={() => {
              onClose();
              onDeactivate();
            }}
          >
            Deactivate
          </Button>
        )}
      </DialogFooter>
    </>
  );
}
