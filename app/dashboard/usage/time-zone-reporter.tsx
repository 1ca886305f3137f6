"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "./time-zone-cookie";

const YEAR_S = 365 * 24 * 3600;

interface TimeZoneReporterProps {
  /** The zone that the page is shown in. */
  shown: string;
}

/** Tells the server the reader's time zone, and has the page shown anew where it was another. */
export function TimeZoneReporter({ shown }: TimeZoneReporterProps) {
  const router = useRouter();
  useEffect(() => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(timeZone)}`;
    // Told once already: the server does not know this zone, and asking again would not end.
    if (timeZone === shown || document.cookie.split("; ").includes(cookie)) return;
    document.cookie = `${cookie}; path=/dashboard; max-age=${YEAR_S}; samesite=lax`;
    router.refresh();
  }, [router, shown]);
  return null;
}
