import { connectionWaits } from "@/db/connection-waits";
import { failedSignIns } from "@/lib/accounts/failed-sign-ins";
import type { Vitals } from "@/lib/app-process/messages";
import type { EventLoopDelay } from "@/lib/event-loop-delay";

/** How this process is doing. @param delay of its event loop */
export const vitalsOf = (delay: EventLoopDelay): Vitals => ({
  eventLoopDelayP99Ms: delay.p99Ms(),
  residentBytes: process.memoryUsage.rss(),
  databaseWaits: connectionWaits().figures(),
  failedSignIns: failedSignIns(),
});
