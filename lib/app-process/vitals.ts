import { connectionWaits } from "@/db/connection-waits";
import { failedSignIns } from "@/lib/sessions/failed-sign-ins";
import type { Vitals } from "./messages";
import type { EventLoopDelay } from "@/lib/process/event-loop-delay";

/** How this process is doing. @param delay of its event loop */
export const vitalsOf = (delay: EventLoopDelay): Vitals => ({
  eventLoopDelayP99Ms: delay.p99Ms(),
  residentBytes: process.memoryUsage.rss(),
  databaseWaits: connectionWaits().figures(),
  failedSignIns: failedSignIns(),
});
