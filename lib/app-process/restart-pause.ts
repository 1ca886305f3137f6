const FIRST_MS = 100;
/** The app was up before: people wait for it, and it takes a second to come back. */
const LONGEST_AFTER_LIFE_MS = 1_000;
/** It never came up: another try will hardly do better. */
const LONGEST_AFTER_FAILED_START_MS = 30_000;
/** Whoever lived so long begins with the first pause again. */
export const LONG_LIFE_MS = 30_000;

/**
 * How long to wait before the app is started again: twice as long each time, milliseconds.
 *
 * @param shortLives how many times in a row it has ended soon, this time included; 0: it lived for long
 * @param wasUp whether it took requests this time
 */
export function restartPauseMs(shortLives: number, wasUp: boolean): number {
  const longest = wasUp ? LONGEST_AFTER_LIFE_MS : LONGEST_AFTER_FAILED_START_MS;
  return Math.min(longest, FIRST_MS * 2 ** Math.max(0, shortLives - 1));
}
