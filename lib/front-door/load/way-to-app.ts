import type { Upstream } from "@/lib/gateway/upstream";

/** The app, as far as the front door must know it. */
export interface App {
  /** Proves to the app that the front door speaks. */
  readonly token: string;
  /** The way to it; null where it is not up. */
  readonly upstream: Upstream | null;
  /** Whether it is coming up for the first time, so that it is worth a wait. */
  readonly state: "starting" | "up" | "down" | "ended";
  firstStart(ms: number): Promise<void>;
}

/** At a start of ours requests for the app wait so long for it. */
export const FIRST_START_MS = 15_000;

/** Whether the app is on its first start. */
export const isStarting = (app: App | null): boolean => app?.state === "starting";

/**
 * The way to the app, whose first start is waited for; null where it is down. How many wait is for those who call to
 * bound: pages by their gate, handlers by `Load.enterEarly`.
 */
export async function wayToApp(app: App | null): Promise<Upstream | null> {
  if (isStarting(app)) await app!.firstStart(FIRST_START_MS);
  return app?.upstream ?? null;
}
