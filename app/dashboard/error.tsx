"use client";

import Link from "next/link";
import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";
import { useRetry } from "@/components/use-retry";

interface DashboardErrorProps {
  error: Error & { digest?: string };
  reset: () => void;
}

/** Keeps the side bar: the rest of the dashboard may well work. */
export default function DashboardError({ error, reset }: DashboardErrorProps) {
  const retry = useRetry(reset);
  return (
    <PageMessage
      title="This page could not be shown"
      action={
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
          <Button asChild>
            <Link href="/dashboard/keys">Go to your keys</Link>
          </Button>
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
