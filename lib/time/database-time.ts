import { DatabaseClock } from "./database-clock";

/*
 * The database's time in a process that serves no keyed requests (the app, the command line): what it writes and shows is
 * judged by the clock by which requests are, however wrong the host's is. A browser has its own.
 */

const clock = new DatabaseClock();

/** Unix milliseconds by the database's clock, as last learned; by the host's while nothing was learned yet. */
export const databaseNow = (): number => clock.now();

/**
 * Learns what it is.
 * @param readClock reads the database's clock, Unix milliseconds
 * @throws what that throws
 */
export async function learnDatabaseTime(readClock: () => Promise<number>): Promise<void> {
  const askedAt = performance.now();
  const databaseMs = await readClock();
  clock.sample(askedAt, performance.now(), databaseMs);
}

/** Often enough for a clock that is set, and seldom enough to cost nothing. */
const EVERY_MS = 5_000;

/**
 * Goes on learning it. A database that does not answer is asked again: whoever needs it meets its absence by themselves.
 * @returns ends it
 */
export function followDatabaseTime(readClock: () => Promise<number>): () => void {
  let isAsking = false;
  const timer = setInterval(() => {
    if (isAsking) return;
    isAsking = true;
    void learnDatabaseTime(readClock)
      .catch(() => {})
      .finally(() => (isAsking = false));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
