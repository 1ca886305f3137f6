/** A variable makes no sense; the message is one line that names it and what it takes. */
export class EnvError extends Error {
  override name = "EnvError";
}
