/** The database did not answer in time. */
export class DeadlineError extends Error {
  override name = "DeadlineError";
}

/**
 * Gives a promise a deadline. postgres.js has none: a query to a server that went away without a
 * word would wait for ever. The query itself is left to end by its statement timeout.
 *
 * What has come in time counts, also where this process was too busy to read it in time: the deadline's timer
 * is late then, and what has arrived is read before it is judged.
 */
export function withDeadline<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout;
  const deadline = new Promise<never>((_, fail) => {
    const passed = () => fail(new DeadlineError(`${what} took longer than ${ms} ms`));
    // The event loop looks for what has arrived after its timers, and before its immediates.
    timer = setTimeout(() => setImmediate(() => setImmediate(passed)), ms);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
