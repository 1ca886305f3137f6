"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useId, useState, useTransition } from "react";
import { toast } from "sonner";
import type { Proof } from "@/components/forms/proof";
import { useProof } from "@/components/forms/use-proof";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { beginTwoFactor, switchTwoFactorOn } from "@/lib/actions/account";
import { CodeDialogForm } from "./code-dialog-form";
import { RecoveryCodes } from "./recovery-codes";

/** Drawn here: the secret that it holds goes to nobody else's server. */
const QrCode = dynamic(() => import("qrcode.react").then(({ QRCodeSVG }) => QRCodeSVG), {
  ssr: false,
  loading: () => <Skeleton className="size-44" />,
});

/** As people read it off a screen. */
const inGroups = (secret: string) => secret.replace(/.{4}(?=.)/g, "$& ");

type SetUp = { text: string; address: string };

/** Switches the second factor on: a QR code, the first code, and the recovery codes. */
export function TwoFactorSetUp({ proof }: { proof: Proof }) {
  const router = useRouter();
  const labelId = useId();
  const [ask, proofDialog] = useProof(proof);
  const [setUp, setSetUp] = useState<SetUp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [isPending, startTransition] = useTransition();

  const begin = () =>
    startTransition(async () => {
      const result = await ask(beginTwoFactor, {});
      if (result.ok) setSetUp(result.data);
      else toast.error(result.message);
    });

  function done() {
    setSetUp(null);
    setCodes(null);
    router.refresh();
  }

  return (
    <>
      <p className="text-sm text-pretty text-muted">
        A sign-in then asks for your password and for a code from an app on your phone.
      </p>
      <Button pending={isPending} onClick={begin}>
        Set up two-factor
      </Button>
      {proofDialog}
      <Dialog open={setUp !== null && codes === null} onOpenChange={(open) => !open && done()}>
        {setUp && (
          <DialogContent className="max-w-md">
            <DialogTitle>Set up two-factor</DialogTitle>
            <DialogDescription>
              Scan this with an authenticator app, then enter the six digits that it shows. All
              other browsers then have to sign in again.
            </DialogDescription>
            <div className="self-center rounded-md bg-white p-2">
              <QrCode value={setUp.address} size={160} title="QR code for an authenticator app" />
            </div>
            <div role="group" aria-labelledby={labelId} className="space-y-1.5">
              <p id={labelId} className="text-sm font-medium">
                Or type in this secret
              </p>
              <div className="flex items-center gap-3 rounded-md bg-surface-2 py-2 pr-2 pl-3">
                <code className="min-w-0 flex-1 font-mono text-[13px] text-balance">
                  {inGroups(setUp.text)}
                </code>
                <CopyButton value={setUp.text} size="sm" />
              </div>
            </div>
            <CodeDialogForm
              label="Code"
              submit="Switch on"
              action={switchTwoFactorOn}
              onDone={({ recoveryCodes }) => setCodes(recoveryCodes)}
              onCancel={done}
            />
          </DialogContent>
        )}
      </Dialog>
      <RecoveryCodes codes={codes} onDone={done} />
    </>
  );
}
