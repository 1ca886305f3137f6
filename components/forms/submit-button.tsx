"use client";

import type { ComponentProps } from "react";
import { Button } from "@/components/ui/button";
import { useIsBrowser } from "@/components/ui/use-is-browser";

/**
 * Sends a form. It waits until the page's script has taken over: sent earlier, the browser would
 * post the fields to the page, which does nothing with them, and what was typed would be gone.
 */
export function SubmitButton({ disabled, ...props }: ComponentProps<typeof Button>) {
  const isBrowser = useIsBrowser();
  return <Button type="submit" variant="primary" disabled={disabled || !isBrowser} {...props} />;
}
