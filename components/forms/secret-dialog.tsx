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

interface SecretDialogProps {
  alias: string;
  /** Null keeps the dialog shut. It lives in the caller's state and nowhere else. */
  secret: string | null;
  onDone: () => void;
}

/** Shows a secret once. Only its own button closes it: a stray click must not cost the key. */
export function SecretDialog({ alias, secret, onDone }: SecretDialogProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open={secret !== null}>
      <DialogContent noClose onEscapeKeyDown={stay} onInteractOutside={stay}>
        <DialogTitle>Copy your key now</DialogTitle>
        <DialogDescription>
          This is the only time that {alias} is shown in full. Put it where your service reads its
          secrets; if it is lost, rotate it.
        </DialogDescription>
        <Field label="API key">
          <Input
            readOnly
            value={secret ?? ""}
            autoComplete="off"
            onFocus={(event) => event.target.select()}
            className="font-mono text-[13px] md:text-[13px]"
          />
        </Field>
        <p className="text-[13px] text-muted">
          Send it in the <code className="font-mono">X-API-Key</code> header, never in a URL.
        </p>
        <DialogFooter>
          <Button onClick={onDone}>Done</Button>
          <CopyButton value={secret ?? ""} variant="primary" />
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
