import type { IncomingMessage, ServerResponse } from "node:http";

const PROCESSING = 102;
const EARLY_HINTS = 103;

/** Several links may stand in one line; Node wants them one by one. */
const BETWEEN_LINKS = /\s*,\s*(?=<)/;

/**
 * Passes an interim answer on: early hints (RFC 8297) with their links, and 102. A client of HTTP/1.0 knows
 * none and would take it for the whole answer; other interim answers speak of one connection.
 *
 * @param rawHeaders name, value, name, value…
 */
export function passInterim(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  rawHeaders: readonly Buffer[],
): void {
  if (request.httpVersionMinor === 0 || response.headersSent || response.destroyed) return;
  if (status === PROCESSING) return response.writeProcessing();
  if (status !== EARLY_HINTS) return;
  const link: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.toString("latin1").toLowerCase() === "link") {
      link.push(...rawHeaders[i + 1]!.toString("latin1").split(BETWEEN_LINKS));
    }
  }
  if (link.length === 0) return;
  try {
    response.writeEarlyHints({ link });
  } catch {
    // Node writes no link that it cannot read. Hints may be left out.
  }
}
