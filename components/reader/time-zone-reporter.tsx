"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "./time-zone-cookie";

const YEAR_S = 365 * 24 * 3600;

const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const cookieOf = (timeZone: string) => `${TIME_ZONE_COOKIE}=${encodeURIComponent(timeZone)}`;

function tell(timeZone: string) {
  document.cookie = `${cookieOf(timeZone)}; path=/dashboard; max-age=${YEAR_S}; samesite=lax`;
}

/** Tells the reader's time zone before the dashboard is first asked for: it then is right at once. */
export function TimeZoneTeller() {
  useEffect(() => tell(browserZone()), []);
  return null;
}

interface TimeZoneReporterProps {
  /** The zone that the page is shown in. */
  shown: string;
}

/** Tells the server the reader's time zone, and has the page shown anew where it was another. */
export function TimeZoneReporter({ shown }: TimeZoneReporterProps) {
  const router = useRouter();
  useEffect(() => {
    const timeZone = browserZone();
    // Told once already: the server does not know this zone, and asking again would not end.
    if (timeZone === shown || document.cookie.split("; ").includes(cookieOf(timeZone))) return;
    tell(timeZone);
    router.refresh();
  }, [router, shown]);
  return null;
}
