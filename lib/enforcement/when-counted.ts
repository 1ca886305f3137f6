const LOOK_AGAIN_MS = 10;
/** Less than a request waits for the database, so that what is told is the cause. */
const AT_MOST_MS = 2_500;

/**
 * Asks for a grant until all that the key was let in for before it got its first quota is counted: a
 * few milliseconds as a rule, in which each instance hears of the quota and writes its rows.
 *
 * @throws after some seconds: an instance that lives has not heard, or cannot write
 */
export async function whenCounted<T>(ask: () => Promise<T | "not counted">): Promise<T> {
  const untilMs = performance.now() + AT_MOST_MS;
  for (;;) {
    const granted = await ask();
    if (granted !== "not counted") return granted;
    if (performance.now() > untilMs) {
      throw new Error(
        "an instance has not written what it let in before a key got its first quota",
      );
    }
    await new Promise((resume) => setTimeout(resume, LOOK_AGAIN_MS));
  }
}
