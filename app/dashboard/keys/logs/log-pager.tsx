"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";

interface LogPagerProps {
  /** Where the page of newer rows is; null at the newest. */
  previous: string | null;
  /** Where the page of older rows is; null at the end. */
  next: string | null;
}

export function LogPager({ previous, next }: LogPagerProps) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const go = (href: string | null) => () => {
    if (href) startTransition(() => router.push(href));
  };
  return (
    <nav aria-label="Pages" className="flex items-center justify-end gap-2">
      <Button aria-disabled={!previous} pending={pending} onClick={go(previous)}>
        <ChevronLeft aria-hidden />
        Previous
      </Button>
      <Button aria-disabled={!next} pending={pending} onClick={go(next)}>
        Next
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
