"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { newRecoveryCodes, switchTwoFactorOff } from "@/lib/actions/account";
import { CodeDialogForm } from "./code-dialog-form";
import { RecoveryCodes } from "./recovery-codes";

/** A second factor that is on: how many recovery codes are left, new ones, and the way out. */
export function TwoFactorOn({ recoveryCodesLeft }: { recoveryCodesLeft: number }) {
  const router = useRouter();
  const [asked, setAsked] = useState<"codes" | "off" | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  function showCodes({ recoveryCodes }: { recoveryCodes: string[] }) {
    setAsked(null);
    setCodes(recoveryCodes);
  }

  function isOff() {
    setAsked(null);
    toast.success("Two-factor sign-in is off.");
    router.refresh();
  }

  function doneWithCodes() {
    setCodes(null);
    router.refresh();
  }

  const shut = () => setAsked(null);
  const form = { label: "Code", onCancel: shut };
  return (
    <>
      <div className="space-y-0.5">
        <p className="flex items-center gap-2 text-sm">
          Two-factor sign-in <Badge tone="ok">on</Badge>
        </p>
        <RecoveryCodesLeft count={recoveryCodesLeft} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => setAsked("codes")}>
          New recovery codes
        </Button>
        <Button size="sm" onClick={() => setAsked("off")}>
          Switch off
        </Button>
      </div>
      <Dialog open={asked !== null} onOpenChange={(open) => !open && shut()}>
        {asked && (
          <DialogContent className="max-w-md">
            <DialogTitle>
              {asked === "off" ? "Switch two-factor off?" : "Make new recovery codes?"}
            </DialogTitle>
            <DialogDescription>
              {asked === "off"
                ? "Then your password alone opens your account. Enter a code from the app, or a recovery code."
                : "The old ones stop working. Enter a code from the app, or a recovery code."}
            </DialogDescription>
            {asked === "off" ? (
              <CodeDialogForm
                {...form}
                submit="Switch off"
                variant="danger"
                action={switchTwoFactorOff}
                onDone={isOff}
              />
            ) : (
              <CodeDialogForm
                {...form}
                submit="Make new codes"
                action={newRecoveryCodes}
                onDone={showCodes}
              />
            )}
          </DialogContent>
        )}
      </Dialog>
      <RecoveryCodes codes={codes} onDone={doneWithCodes} />
    </>
  );
}

/** With fewer, whoever loses the phone soon needs the operator. */
const ENOUGH = 3;

function RecoveryCodesLeft({ count }: { count: number }) {
  const words = count === 1 ? "1 recovery code is left." : `${count} recovery codes are left.`;
  if (count >= ENOUGH) return <p className="text-[13px] text-muted">{words}</p>;
  return (
    <p className="text-[13px] text-warn">
      {count === 0 ? "No recovery codes are left." : words} Make new ones.
    </p>
  );
}
