"use client";

import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";
import { useRetry } from "@/components/use-retry";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const retry = useRetry(reset);
  return (
    <main id="main">
      <PageMessage
        title="This page could not be shown"
        action={
          <Button variant="primary" onClick={retry}>
            Try again
          </Button>
        }
      >
        Something failed on our side; nothing you did is lost.
        {error.digest && ` If it stays, tell the operator the number ${error.digest}.`}
      </PageMessage>
    </main>
  );
}
