import { z } from "zod";

/*
 * What the front door and the app say to each other over the channel that the one has opened to the other
 * at its start (docs/architecture.md, "Two processes, one port").
 */

/** What the app may ask. */
export const Question = z.discriminatedUnion("about", [
  /** Where the database is; answered as soon as it is there. */
  z.object({ about: z.literal("database") }),
  /** That the log rows of these requests be written; answered when they are, or in a moment. */
  z.object({
    about: z.literal("rows"),
    whose: z.union([z.object({ accountId: z.string() }), z.object({ keyId: z.string() })]),
  }),
]);
export type Question = z.infer<typeof Question>;

/** How a process is doing. */
export const Vitals = z.object({
  /** Of the last 10 to 20 seconds; milliseconds. */
  eventLoopDelayP99Ms: z.number(),
  residentBytes: z.number(),
  /** Waits of its statements for a connection: see connection-waits.ts. Milliseconds. */
  databaseWaits: z.object({
    waiting: z.number(),
    longestForMs: z.number(),
    waits: z.number(),
    waitedMs: z.number(),
  }),
  /** Wrong passwords, codes and proofs since it began. */
  failedSignIns: z.number(),
});
export type Vitals = z.infer<typeof Vitals>;

/** From the app. */
export const FromApp = z.discriminatedUnion("type", [
  /** It takes requests. */
  z.object({ type: z.literal("ready") }),
  /** It lives, once a second. */
  z.object({ type: z.literal("beat"), vitals: Vitals }),
  /** By how much it was late at least, of the last quarter of a second; milliseconds. */
  z.object({
    type: z.literal("pressure"),
    pressure: z.object({ leastDelayMs: z.number(), utilization: z.number() }),
  }),
  z.object({ type: z.literal("question"), id: z.string(), question: Question }),
]);
export type FromApp = z.infer<typeof FromApp>;

/** To the app. */
export const ToApp = z.discriminatedUnion("type", [
  z.object({ type: z.literal("answer"), id: z.string(), value: z.string() }),
  /** It is to end, now that nobody waits for it any more. */
  z.object({ type: z.literal("end") }),
]);
export type ToApp = z.infer<typeof ToApp>;
