"use client";

import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main id="main">
      <PageMessage
        title="This page could not be shown"
        action={
          <Button variant="primary" onClick={reset}>
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
