"use client";

import "./globals.css";
import { PageMessage } from "@/components/page-message";
import { Button } from "@/components/ui/button";

/** Stands in for the whole document when the root layout itself fails. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh antialiased">
        <main id="main">
          <PageMessage
            title="Latchkey could not be shown"
            action={
              <Button variant="primary" onClick={reset}>
                Try again
              </Button>
            }
          >
            Something failed on our side; nothing you did is lost.
          </PageMessage>
        </main>
      </body>
    </html>
  );
}
