"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogTitle,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { CreatedKey } from "@/lib/keys/create";
import { FirstRequestNotice } from "./first-request";
import { ReadyLines } from "./ready-lines";

interface SecretDialogProps {
  /** Null keeps the dialog shut. The secret lives in the caller's state and nowhere else. */
  created: CreatedKey | null;
  onDone: () => void;
}

/** Shows a secret once. Only its own button closes it: a stray click must not cost the key. */
export function SecretDialog({ created, onDone }: SecretDialogProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open={created !== null}>
      {created && (
        <DialogContent
          noClose
          onEscapeKeyDown={stay}
          onInteractOutside={stay}
          className="max-w-xl gap-3.5"
        >
          <DialogTitle>Copy your key now</DialogTitle>
          <DialogDescription>
            This is the only time that {created.key.alias} is shown in full. Put it where your
            service reads its secrets; if it is lost, rotate it.
          </DialogDescription>
          <Field label="API key">
            <Input
              readOnly
              value={created.secret}
              autoComplete="off"
              onFocus={(event) => event.target.select()}
              className="font-mono text-[13px] md:text-[13px]"
            />
          </Field>
          <ReadyLines secret={created.secret} />
          <FirstRequestNotice keyId={created.key.id} />
          <DialogFooter>
            <Button onClick={onDone}>Done</Button>
            <CopyButton value={created.secret} variant="primary" />
          </DialogFooter>
        </DialogContent>
      )}
    </Dialog>
  );
}
