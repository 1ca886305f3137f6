/**
 * Asks at most once in a while, however often it is asked itself; all who ask meanwhile get the same answer. Also a
 * failure holds for that long: whoever does not answer is not asked by each of many.
 *
 * @param everyMs for which an answer holds
 * @returns null where it failed
 */
export function askedSeldom<T>(ask: () => Promise<T>, everyMs: number): () => Promise<T | null> {
  let answer: Promise<T | null> | undefined;
  let askedAt = -Infinity;
  return () => {
    const now = performance.now();
    if (answer === undefined || now - askedAt >= everyMs) {
      askedAt = now;
      answer = ask().catch(() => null);
    }
    return answer;
  };
}
