/**
 * What a handler needed could not be read: a failure of ours, which is answered with 503 and never told
 * as the client's fault, nor as a mistake of the handler's.
 */
export class StorageError extends Error {
  override name = "StorageError";

  constructor(what: string, cause: unknown) {
    super(`${what} failed`, { cause });
  }
}
