"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";

/**
 * Tries a page that failed again. Both are needed: what failed was rendered on the server, which
 * only a refresh asks anew, and `reset` lets the result take the place of the error.
 */
export function useRetry(reset: () => void): () => void {
  const router = useRouter();
  return () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
}
