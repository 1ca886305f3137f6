import Link from "next/link";
import { FirstCurl } from "@/components/first-curl";
import { Button } from "@/components/ui/button";

/** The way from nothing to the first answered request. */
export function FirstKey() {
  return (
    <section
      aria-labelledby="first-key"
      className="rounded-lg border border-dashed bg-surface px-6 py-10"
    >
      <div className="mx-auto max-w-xl space-y-6">
        <div className="space-y-1">
          <h2 id="first-key" className="text-base font-semibold">
            No keys yet
          </h2>
          <p className="text-sm text-pretty text-muted">
            A key lets a service call your API. From here to the first answer it is two steps.
          </p>
        </div>
        <ol className="space-y-6">
          <Step number={1} title="Create a key, and copy it">
            <p className="text-sm text-pretty text-muted">
              An alias is enough. Quotas and an expiry can be set now or later.
            </p>
            <Button asChild variant="primary">
              <Link href="/dashboard/keys/new">Create the first key</Link>
            </Button>
          </Step>
          <Step number={2} title="Send a request with it">
            <FirstCurl />
            <p className="text-sm text-pretty text-muted">
              It answers with what it was sent, and stands in{" "}
              <Link
                href="/dashboard/keys/logs"
                className="text-accent underline underline-offset-4"
              >
                the log
              </Link>{" "}
              at once.
            </p>
          </Step>
        </ol>
      </div>
    </section>
  );
}

interface StepProps {
  number: number;
  title: string;
  children: React.ReactNode;
}

function Step({ number, title, children }: StepProps) {
  return (
    <li className="flex gap-3">
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-surface-2 font-mono text-xs"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1 space-y-2.5">
        <h3 className="text-sm font-medium">{title}</h3>
        {children}
      </div>
    </li>
  );
}
