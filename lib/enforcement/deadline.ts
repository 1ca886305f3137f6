/** The database did not answer in time. */
export class DeadlineError extends Error {
  override name = "DeadlineError";
}

/**
 * Gives a promise a deadline. postgres.js has none: a query to a server that went away without a
 * word would wait for ever. The query itself is left to end by its statement timeout.
 */
export function withDeadline<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout;
  const deadline = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new DeadlineError(`${what} took longer than ${ms} ms`)), ms);
  });
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
