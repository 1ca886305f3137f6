import type { IncomingMessage } from "node:http";

/** Reads a body of at most `maxBytes`; null when it is longer or breaks off. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else resolve(null);
    });
    request.once("end", () => resolve(Buffer.concat(parts)));
    request.once("error", () => resolve(null));
    request.once("close", () => resolve(null));
  });
}
