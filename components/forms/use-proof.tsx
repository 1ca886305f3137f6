"use client";

import { type ReactNode, useCallback, useState } from "react";
import { askServer } from "@/components/ask-server";
import type { ActionResult } from "@/lib/actions/result";
import type { Proof } from "./proof";
import { ProofDialog } from "./proof-dialog";

type Ask = <I, T>(
  action: (input: I) => Promise<ActionResult<T>>,
  input: I,
) => Promise<ActionResult<T>>;

const CANCELLED = "Nothing was done: you did not confirm that it is you.";

/**
 * `askServer` for actions that want to be sure who asks: where the server says so, a dialog asks for a password or
 * a code, and the action is asked again.
 *
 * @returns what calls an action, and the dialog, to be rendered outside of the form
 */
export function useProof(proof: Proof): [Ask, ReactNode] {
  const [close, setClose] = useState<((isProven: boolean) => void) | null>(null);

  const ask: Ask = useCallback(async (action, input) => {
    const result = await askServer(action, input);
    if (result.ok || !result.isUnproven) return result;
    const isProven = await new Promise<boolean>((resolve) => setClose(() => resolve));
    setClose(null);
    return isProven ? askServer(action, input) : { ...result, message: CANCELLED };
  }, []);

  return [ask, <ProofDialog key="proof" proof={proof} close={close} />];
}
