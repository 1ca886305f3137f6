/**
 * Codes with which the database, or the way to it, says that it cannot serve now: postgres.js's own, the
 * network's, and classes of SQLSTATE (PostgreSQL's manual, appendix A). While a dump is being restored tables are
 * not there yet.
 */
const NETWORK =
  /^(CONNECTION_|CONNECT_TIMEOUT$|ECONN|EPIPE$|ETIMEDOUT$|ENOTFOUND$|EAI_|EHOSTUN|ENETUN)/;
const SQLSTATE =
  /^(?:08...|53...|57P0.|58...|XX...|57014|55P03|25006|42P01|3F000|3D000|28P01|28000)$/;
const NAMES = new Set(["DeadlineError", "StorageError"]);

/** Whether an error says that the database could not serve: a failure of ours, which time may mend. */
export function isStorageFailure(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (NAMES.has(at.name)) return true;
    if (typeof code === "string" && (NETWORK.test(code) || SQLSTATE.test(code))) return true;
  }
  return false;
}

/** What it comes down to, in one line: libraries wrap it in the text of a statement. */
export function storageFailureLine(error: unknown): string {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  const { code, message } = at as { code?: unknown; message: string };
  const said = message.replaceAll(/\s+/g, " ").trim();
  return typeof code === "string" && !said.includes(code) ? `${said} (${code})` : said;
}
