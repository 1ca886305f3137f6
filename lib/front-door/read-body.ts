import type { IncomingMessage } from "node:http";

/** A body that cannot be had, and the status that says why. */
export class UnreadableBody extends Error {
  constructor(
    readonly status: 400 | 408 | 413,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads a whole body.
 * @throws {UnreadableBody} when it is longer than `maxBytes`, takes too long, or breaks off
 */
export function readBody(
  request: IncomingMessage,
  { maxBytes, deadlineMs }: { maxBytes: number; deadlineMs: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = (status: 400 | 408 | 413, message: string) => {
      clearTimeout(timer);
      reject(new UnreadableBody(status, message));
    };
    const timer = setTimeout(() => fail(408, "Request Timeout"), deadlineMs);
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) {
      return fail(413, "Content Too Large");
    }
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else fail(413, "Content Too Large");
    });
    const broken = () => {
      // After its end too a request is closed: an error made for each of them costs a good deal.
      if (!request.complete) fail(400, "Bad Request");
    };
    request.once("end", () => {
      clearTimeout(timer);
      resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    });
    request.once("error", broken);
    request.once("close", broken);
  });
}
