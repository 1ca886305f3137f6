/** Instants and spans are milliseconds. Instants count from the Unix epoch, so that minutes and hours are those of UTC. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** When the minute of an instant began. */
export const minuteOf = (atMs: number) => Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
/** When the hour of an instant began. */
export const hourOf = (atMs: number) => Math.floor(atMs / HOUR_MS) * HOUR_MS;
