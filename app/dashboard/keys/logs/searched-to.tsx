"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { ExactTime } from "@/components/ui/relative-time";

interface SearchedToProps {
  /** ISO 8601. */
  at: string;
  hasRows: boolean;
  /** Whether the search goes towards the past. */
  isOlder: boolean;
  /** Where it goes on. */
  href: string | null;
  /** Below what is said, once it goes on no more by itself: until then it would be pushed about. */
  children: React.ReactNode;
}

/**
 * A search that stopped rather than let anybody wait says how far it has got. Where it has found
 * nothing yet it goes on by itself, step by step, until it has or is told to stop.
 */
export function SearchedTo({ at, hasRows, isOlder, href, children }: SearchedToProps) {
  const router = useRouter();
  const [isStopped, setStopped] = useState(false);
  const [, startTransition] = useTransition();
  const goesOn = !hasRows && !isStopped && href !== null;
  useEffect(() => {
    if (goesOn) startTransition(() => router.replace(href, { scroll: false }));
  }, [goesOn, href, router]);

  const reach = isOlder ? "back to" : "up to";
  if (goesOn) {
    return (
      <>
        {/* The router takes the page's own away while it makes the next step. */}
        <title>Request logs · Latchkey</title>
        <Notice className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
          <span>
            Looking on: no requests match {reach} <ExactTime at={at} className="tabular-nums" />.
          </span>
          <Button size="sm" onClick={() => setStopped(true)}>
            Stop looking
          </Button>
        </Notice>
      </>
    );
  }
  return (
    <>
      <Notice role="status">
        {hasRows ? "No more" : "No"} requests match {reach} <ExactTime at={at} />.{" "}
        {isOlder
          ? "“Next” looks further into the past; a shorter time or a key makes it quicker."
          : "“Previous” looks further towards today."}
      </Notice>
      {children}
    </>
  );
}
