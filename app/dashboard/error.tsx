"use client";

import Link from "next/link";
import { FailedPage, type FailedPageProps } from "@/components/failed-page";
import { Button } from "@/components/ui/button";

/** Keeps the side bar: the rest of the dashboard may well work. */
export default function DashboardError(props: FailedPageProps) {
  return (
    <FailedPage
      {...props}
      elsewhere={
        <Button asChild>
          <Link href="/dashboard/keys">Go to your keys</Link>
        </Button>
      }
    />
  );
}
