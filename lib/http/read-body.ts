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

const tooLarge = () => new UnreadableBody(413, "Content Too Large");
const brokenOff = () => new UnreadableBody(400, "Bad Request");

/**
 * Reads a whole body.
 * @throws {UnreadableBody} when it is longer than `maxBytes`, takes too long, or breaks off
 */
export async function readBody(
  request: IncomingMessage,
  limits: { maxBytes: number; deadlineMs: number },
): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > limits.maxBytes) throw tooLarge();
  // What came in one packet with its head, as small bodies do, is all there when this turn of the
  // event loop is over, and needs neither a timer nor listeners.
  await new Promise((resume) => setImmediate(resume));
  if (!request.complete) return readParts(request, limits);
  const body = readAll(request);
  if (body.length > limits.maxBytes) throw tooLarge();
  return body;
}

/** All that has come. Since Node.js 26 `read()` gives the buffers in which it came, one at a time. */
function readAll(request: IncomingMessage): Buffer {
  const first = request.read() as Buffer | null;
  if (first === null) return Buffer.alloc(0);
  const parts = [first];
  for (let part = request.read() as Buffer | null; part; part = request.read() as Buffer | null) {
    parts.push(part);
  }
  return parts.length === 1 ? first : Buffer.concat(parts);
}

function readParts(
  request: IncomingMessage,
  { maxBytes, deadlineMs }: { maxBytes: number; deadlineMs: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.destroyed) return reject(brokenOff());
    const fail = (error: UnreadableBody) => {
      clearTimeout(timer);
      reject(error);
    };
    const timer = setTimeout(() => fail(new UnreadableBody(408, "Request Timeout")), deadlineMs);
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes <= maxBytes) parts.push(part);
      else fail(tooLarge());
    });
    const broken = () => {
      // After its end too a request is closed: an error made for each of them costs a good deal.
      if (!request.complete) fail(brokenOff());
    };
    request.once("end", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(parts));
    });
    request.once("error", broken);
    request.once("close", broken);
  });
}
