"use client";

import { usePathname } from "next/navigation";
import { Notice } from "@/components/ui/notice";

interface NoticeElsewhereProps {
  /** The paths of pages that say the same themselves. */
  notOn: readonly string[];
  children: React.ReactNode;
}

/** A notice on every page but those on which one sees to it. */
export function NoticeElsewhere({ notOn, children }: NoticeElsewhereProps) {
  const page = usePathname();
  return notOn.includes(page) ? null : <Notice tone="warn">{children}</Notice>;
}
