"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";

/**
 * Tries a page that failed again, and says whether that is under way. Both are needed: what failed
 * was rendered on the server, which only a refresh asks anew, and `reset` lets the result take the
 * place of the error.
 */
export function useRetry(reset: () => void): { retry: () => void; isPending: boolean } {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return { retry, isPending };
}
