"use client";

import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";
import { useRetry } from "@/components/use-retry";

export interface FailedPageProps {
  error: Error & { digest?: string };
  reset: () => void;
  /** Another way out, beside trying again. */
  elsewhere?: React.ReactNode;
}

/** In place of a page that failed: what happened, what is not lost, and what to do. */
export function FailedPage({ error, reset, elsewhere }: FailedPageProps) {
  const { retry, isPending } = useRetry(reset);
  return (
    <PageMessage
      title="This page could not be shown"
      action={
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" pending={isPending} onClick={retry}>
            Try again
          </Button>
          {elsewhere}
        </div>
      }
    >
      The database did not answer, or something else failed on our side. Nothing you did is lost,
      and requests with your keys are handled apart from this page.
      {error.digest && (
        <>
          {" "}
          If it stays, tell the operator the number{" "}
          <code className="font-mono text-foreground">{error.digest}</code>, which stands in the
          server&apos;s log.
        </>
      )}
    </PageMessage>
  );
}
