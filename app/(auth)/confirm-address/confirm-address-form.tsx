"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { askServer } from "@/components/ask-server";
import { toast } from "@/components/toast";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { confirmAddress } from "@/lib/actions/account";

export function ConfirmAddressForm({ token }: { token: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, startTransition] = useTransition();

  const confirm = () =>
    startTransition(async () => {
      const result = await askServer(confirmAddress, { token });
      if (!result.ok) return setProblem(result.fieldErrors?.token ?? result.message);
      toast.success("Your address is confirmed.");
      router.push("/dashboard");
    });

  return (
    <div className="space-y-4">
      {problem !== null && (
        <Notice tone="bad" role="alert">
          {problem}
        </Notice>
      )}
      <Button variant="primary" className="w-full" pending={isPending} onClick={confirm}>
        Confirm this address
      </Button>
    </div>
  );
}
