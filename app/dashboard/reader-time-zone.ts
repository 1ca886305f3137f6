import { cookies } from "next/headers";
import { TimeZone } from "@/lib/usage/schema";
import { TIME_ZONE_COOKIE } from "@/components/reader/time-zone-cookie";

/** The reader's time zone as the browser has told it; UTC until then. */
export async function readerTimeZone(): Promise<string> {
  const told = (await cookies()).get(TIME_ZONE_COOKIE)?.value;
  return TimeZone.parse(told ? safeDecode(told) : undefined);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
