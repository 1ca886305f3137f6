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

interface RecoveryCodesProps {
  /** Null keeps the dialog shut. They are in the caller's state and nowhere else. */
  codes: string[] | null;
  onDone: () => void;
}

/** Shows recovery codes once. Only its own button closes it. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const stay = (event: Event) => event.preventDefault();
  return (
    <Dialog open={codes !== null}>
      {codes && (
        <DialogContent noClose onEscapeKeyDown={stay} onInteractOutside={stay} className="max-w-md">
          <DialogTitle>Keep your recovery codes</DialogTitle>
          <DialogDescription>
            Each one works once, in place of a code from the app. They are shown only now. Put them
            where you find them without your phone.
          </DialogDescription>
          <ul
            aria-label="Recovery codes"
            className="space-y-1 rounded-md bg-surface-2 px-2 py-2.5 font-mono text-xs max-[359px]:tracking-tighter sm:px-3 sm:text-[13px]"
          >
            {codes.map((code) => (
              <li key={code} className="wrap-anywhere">
                {code}
              </li>
            ))}
          </ul>
          <DialogFooter>
            <Button onClick={onDone}>Done</Button>
            <CopyButton value={codes.join("\n")} variant="primary" />
          </DialogFooter>
        </DialogContent>
      )}
    </Dialog>
  );
}
