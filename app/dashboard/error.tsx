"use client";

import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";

interface DashboardErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** Keeps the side bar: the rest of the dashboard may well work. */
export default function DashboardError({ error, reset }: DashboardErrorProps) {
  return (
    <PageMessage
      title="This page could not be shown"
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      The database did not answer, or something else failed on our side; nothing you did is lost.
      {error.digest && ` If it stays, tell the operator the number ${error.digest}.`}
    </PageMessage>
  );
}
